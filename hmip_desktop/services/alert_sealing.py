"""The alert's own sealed file, at once, for whoever leads: nothing waits for a finished case."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from hmip_desktop.domain.report_codes import check_code
from hmip_desktop.domain.sample import Member
from hmip_desktop.progress import Progress
from hmip_desktop.services.alerts import WHOLE, heads_of
from hmip_desktop.services.context import Context
from hmip_desktop.services.exporting import Exported, export


@dataclass(frozen=True, slots=True)
class SealedAlert:
    """The file that was written and read back, for whom, and the code by which both ends know it is the same alert.

    Without ``made`` there is nobody to send it to: the person who leads raised it.
    """

    made: Exported | None
    name: str
    code: str


def addressee(ctx: Context) -> Member | None:
    """To whom an alert goes: the first of those who lead that is not the person at work. None when there is none."""
    inspection = ctx.find_inspection()
    leads = inspection.leads() if inspection is not None else ()
    return next((one for one in leads if one.fingerprint != ctx.me and one.revoked_from is None), None)


def seal_alert(
    ctx: Context, case_id: str, alert_id: str, folder: Path, progress: Progress | None = None
) -> SealedAlert:
    """Write the sealed file of this alert, and of every other that is not closed, into ``folder``.

    One about the inspection as a whole goes to the other who leads, with everything that is due to them.
    The alert itself is in the store whatever happens here. Raises Refused as ``export`` does.
    """
    code = check_code(heads_of(ctx, case_id, alert_id)[0])
    to = addressee(ctx)
    if to is None:
        return SealedAlert(None, "", code)
    only = case_id != WHOLE
    return SealedAlert(export(ctx, to.fingerprint, folder, only_alerts=only, progress=progress), to.name, code)
