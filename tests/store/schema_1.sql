CREATE TABLE card (
	fingerprint VARCHAR NOT NULL,
	document BLOB NOT NULL,
	trusted_at VARCHAR NOT NULL,
	PRIMARY KEY (fingerprint)
);
CREATE TABLE case_file (
	id INTEGER NOT NULL,
	case_id TEXT NOT NULL,
	listed INTEGER DEFAULT '0' NOT NULL,
	practice INTEGER DEFAULT '0' NOT NULL,
	second INTEGER DEFAULT '0' NOT NULL,
	counted INTEGER DEFAULT '0' NOT NULL,
	case_ref TEXT DEFAULT '' NOT NULL,
	pdu TEXT DEFAULT '' NOT NULL,
	practitioner TEXT DEFAULT '' NOT NULL,
	grade TEXT DEFAULT '' NOT NULL,
	sentence_type TEXT DEFAULT '' NOT NULL,
	rosh TEXT DEFAULT '' NOT NULL,
	sex TEXT DEFAULT '' NOT NULL,
	age_band TEXT DEFAULT '' NOT NULL,
	ethnicity TEXT DEFAULT '' NOT NULL,
	disability TEXT DEFAULT '' NOT NULL,
	route TEXT DEFAULT '' NOT NULL,
	inspector TEXT DEFAULT '' NOT NULL,
	interviewer TEXT DEFAULT '' NOT NULL,
	interview_at TEXT DEFAULT '' NOT NULL,
	interviewed TEXT DEFAULT '' NOT NULL,
	file_read INTEGER DEFAULT '0' NOT NULL,
	signed_off_at TEXT DEFAULT '' NOT NULL,
	excluded INTEGER DEFAULT '0' NOT NULL,
	excluded_reason TEXT DEFAULT '' NOT NULL,
	answered INTEGER DEFAULT '0' NOT NULL,
	total INTEGER DEFAULT '0' NOT NULL,
	conflicts INTEGER DEFAULT '0' NOT NULL,
	alerts INTEGER DEFAULT '0' NOT NULL,
	alerts_open INTEGER DEFAULT '0' NOT NULL,
	returned INTEGER DEFAULT '0' NOT NULL,
	changed_at TEXT DEFAULT '' NOT NULL,
	PRIMARY KEY (id),
	UNIQUE (case_id)
);
CREATE INDEX case_file_by_inspector ON case_file (listed, inspector, case_ref);
CREATE INDEX case_file_by_pdu ON case_file (listed, pdu, case_ref);
CREATE INDEX case_file_by_practitioner ON case_file (listed, practitioner, case_ref);
CREATE INDEX case_file_by_ref ON case_file (listed, case_ref);
CREATE TABLE counted_answer (
	question INTEGER NOT NULL,
	answer INTEGER NOT NULL,
	case_key INTEGER NOT NULL,
	original INTEGER,
	PRIMARY KEY (question, answer, case_key)
)
 WITHOUT ROWID;
CREATE INDEX counted_answer_moderated ON counted_answer (question) WHERE original IS NOT NULL;
CREATE TABLE coverage (
	recipient VARCHAR NOT NULL,
	stream VARCHAR NOT NULL,
	counter INTEGER NOT NULL,
	PRIMARY KEY (recipient, stream)
)
 WITHOUT ROWID;
CREATE TABLE current (
	case_key INTEGER NOT NULL,
	subject TEXT NOT NULL,
	head INTEGER NOT NULL,
	heads BLOB NOT NULL,
	conflicting INTEGER DEFAULT '0' NOT NULL,
	answer INTEGER,
	PRIMARY KEY (case_key, subject)
)
 WITHOUT ROWID;
CREATE INDEX current_in_conflict ON current (case_key) WHERE conflicting = 1;
CREATE TABLE document (
	id INTEGER NOT NULL,
	kind VARCHAR NOT NULL,
	"key" VARCHAR NOT NULL,
	document BLOB NOT NULL,
	signature BLOB NOT NULL,
	PRIMARY KEY (id)
);
CREATE UNIQUE INDEX document_by_key ON document (kind, "key");
CREATE TABLE draft (
	subject VARCHAR NOT NULL,
	case_id VARCHAR NOT NULL,
	content VARCHAR NOT NULL,
	heads VARCHAR NOT NULL,
	at VARCHAR NOT NULL,
	PRIMARY KEY (subject)
);
CREATE TABLE erased (
	digest BLOB NOT NULL,
	PRIMARY KEY (digest)
);
CREATE TABLE pack (
	digest VARCHAR NOT NULL,
	document BLOB NOT NULL,
	signature BLOB NOT NULL,
	PRIMARY KEY (digest)
);
CREATE TABLE package (
	id INTEGER NOT NULL,
	package_id TEXT NOT NULL,
	manifest_digest VARCHAR NOT NULL,
	sender VARCHAR NOT NULL,
	kind VARCHAR NOT NULL,
	sequence INTEGER NOT NULL,
	previous VARCHAR NOT NULL,
	at VARCHAR NOT NULL,
	status VARCHAR NOT NULL,
	file_sha256 VARCHAR NOT NULL,
	file_name VARCHAR NOT NULL,
	made_at VARCHAR NOT NULL,
	counts INTEGER NOT NULL,
	PRIMARY KEY (id),
	UNIQUE (package_id)
);
CREATE INDEX ix_package_sender ON package (sender);
CREATE TABLE quarantine (
	id INTEGER NOT NULL,
	package_id VARCHAR NOT NULL,
	case_id VARCHAR NOT NULL,
	sender VARCHAR NOT NULL,
	code VARCHAR NOT NULL,
	params VARCHAR NOT NULL,
	at VARCHAR NOT NULL,
	released INTEGER NOT NULL,
	PRIMARY KEY (id)
);
CREATE INDEX ix_quarantine_package_id ON quarantine (package_id);
CREATE TABLE question (
	id INTEGER NOT NULL,
	ref TEXT NOT NULL,
	PRIMARY KEY (id),
	UNIQUE (ref)
);
CREATE TABLE receipt (
	id INTEGER NOT NULL,
	sender VARCHAR NOT NULL,
	document BLOB NOT NULL,
	signature BLOB NOT NULL,
	coverage VARCHAR NOT NULL,
	at VARCHAR NOT NULL,
	PRIMARY KEY (id)
);
CREATE INDEX ix_receipt_sender ON receipt (sender);
CREATE TABLE secret (
	name VARCHAR NOT NULL,
	value BLOB NOT NULL,
	PRIMARY KEY (name)
);
CREATE TABLE sent (
	id INTEGER NOT NULL,
	package_id TEXT NOT NULL,
	addressee VARCHAR NOT NULL,
	kind VARCHAR NOT NULL,
	sequence INTEGER NOT NULL,
	manifest_digest VARCHAR NOT NULL,
	at VARCHAR NOT NULL,
	coverage VARCHAR NOT NULL,
	PRIMARY KEY (id),
	UNIQUE (package_id)
);
CREATE INDEX ix_sent_addressee ON sent (addressee);
CREATE TABLE setting (
	name VARCHAR NOT NULL,
	value VARCHAR NOT NULL,
	PRIMARY KEY (name)
);
CREATE TABLE signed_heads (
	id INTEGER NOT NULL,
	installation VARCHAR NOT NULL,
	author VARCHAR NOT NULL,
	digest VARCHAR NOT NULL,
	document BLOB NOT NULL,
	signature BLOB NOT NULL,
	PRIMARY KEY (id)
);
CREATE INDEX ix_signed_heads_installation ON signed_heads (installation);
CREATE TABLE stream (
	id INTEGER NOT NULL,
	name TEXT NOT NULL,
	case_key INTEGER NOT NULL,
	own INTEGER DEFAULT '0' NOT NULL,
	PRIMARY KEY (id),
	UNIQUE (name),
	FOREIGN KEY(case_key) REFERENCES case_file (id)
);
CREATE INDEX ix_stream_case_key ON stream (case_key);
CREATE TABLE brought (
	stream INTEGER NOT NULL,
	package INTEGER NOT NULL,
	first INTEGER NOT NULL,
	last INTEGER NOT NULL,
	PRIMARY KEY (stream, package, first),
	FOREIGN KEY(stream) REFERENCES stream (id),
	FOREIGN KEY(package) REFERENCES package (id)
)
 WITHOUT ROWID;
CREATE TABLE revision (
	id INTEGER NOT NULL,
	stream INTEGER NOT NULL,
	counter INTEGER NOT NULL,
	arrived INTEGER,
	digest BLOB NOT NULL,
	header BLOB NOT NULL,
	value BLOB,
	PRIMARY KEY (id),
	FOREIGN KEY(stream) REFERENCES stream (id),
	FOREIGN KEY(arrived) REFERENCES package (id)
);
CREATE INDEX revision_by_stream ON revision (stream, counter);
