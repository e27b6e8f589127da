"""Columns of the data files: name, type, meaning. The dictionary is written from these very lines."""

from __future__ import annotations

Column = tuple[str, str, str]

RESULT_COLUMNS: tuple[Column, ...] = (
    ("reference", "code", "reference of the question in its pack"),
    ("kind", "code", "key_question or prompt; prompts are not rated"),
    ("question_set", "code", "core, adjusted, or empty for packs without question sets; never added together"),
    ("area", "text", "area of work that the question is about"),
    ("question", "text", "wording of the question in the pack"),
    (
        "split_by",
        "code",
        "none (all cases), pdu, rosh, sentence_type, sex, age_band, ethnicity, grade or interview",
    ),
    ("group_role", "code", "group, joined (what is hidden, given together) or all"),
    ("group", "text", "name of the group"),
    ("yes", "count", "cases judged yes"),
    ("no", "count", "cases judged no"),
    ("not_applicable", "count", "cases where the question did not apply; [z] where not allowed, and in groups"),
    ("unanswered", "count", "cases without an answer; [z] in groups"),
    ("base", "count", "yes + no: what the percentage divides by"),
    ("percent", "whole per cent", "yes of base, rounded half up"),
    ("interval_lower", "per cent, one decimal", "lower end of the 95 % Wilson interval; chance only, not judgement"),
    ("interval_upper", "per cent, one decimal", "upper end of the 95 % Wilson interval"),
)
ANSWER_COLUMNS: tuple[Column, ...] = (
    ("case_ref", "code", "reference of the case in the sample"),
    ("question", "code", "reference of the question in its pack"),
    ("answer", "code", "yes, no, na, or empty for unanswered"),
    ("pdu", "text", "probation delivery unit"),
    ("sentence_type", "code", "community_order, suspended_sentence_order, licence or pss"),
    ("rosh", "code", "risk of serious harm: low, medium, high or very_high"),
    ("sex", "code", "as in the sample"),
    ("age_band", "text", "as in the sample"),
    ("ethnicity", "text", "as in the sample"),
    ("grade", "text", "grade of the practitioner"),
    ("route", "code", "question set used: core, adjusted, or empty"),
    ("interview", "code", "practitioner, line_manager, other_substitute, nobody or file-read; empty: not noted"),
    ("assessor", "text", "who judged"),
    ("counted", "code", "true or false; only counted answers enter tables"),
)


def column_entries(columns: tuple[Column, ...]) -> list[dict[str, str]]:
    """Columns as the dictionary lists them."""
    return [{"name": name, "type": kind, "meaning": meaning} for name, kind, meaning in columns]
