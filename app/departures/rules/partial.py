"""Notice of single shares (Kündigung einzelner Geschäftsanteile, § 67b GenG)."""

from app.core.formats import count
from app.core.values import Refusal
from app.shares.rules import so_many_shares


def most_cancellable(shares: int, needed: int) -> int:
    """Count the shares that a member may give up and stay (§ 67b (1) GenG; R-EXIT-07).

    The first share is none of the further ones; `needed` are those that statute, agreement or a used service want.
    """
    return max(shares - max(needed, 1), 0)


def may_cancel(cancelled: int, shares: int, needed: int) -> bool:
    """Say whether a member may give up so many shares and stay (§ 67b (1) GenG; R-EXIT-07)."""
    return 1 <= cancelled <= most_cancellable(shares, needed)


def check_cancelled(cancelled: int, shares: int, needed: int, declared: int | None = None) -> None:
    """Refuse to give up no share, the first one or one that must be held (§ 67b (1) GenG; R-EXIT-07, R-SHR-09).

    `declared` are the same shares as they were named, where a splitting has made others of them.
    """
    if may_cancel(cancelled, shares, needed):
        return
    most = most_cancellable(shares, needed)
    if cancelled < 1:
        raise Refusal("Geben Sie an, wie viele Anteile gekündigt werden.")
    if most == 0:
        raise Refusal(
            "Kündbar sind nur weitere Anteile, die weder Satzung noch Vereinbarung verlangt (§ 67b GenG): hier keiner."
            " Wer ausscheiden will, kündigt die Mitgliedschaft."
        )
    if declared is not None and declared != cancelled:
        raise Refusal(
            "Erklärt ist die Kündigung über {declared} von vor der Zerlegung; daraus sind {cancelled} geworden (§ 22b"
            " GenG). Kündbar sind nur weitere Anteile, die weder Satzung noch Vereinbarung verlangt (§ 67b GenG): jetzt"
            " höchstens {most}. Wer alle aufgeben will, kündigt die Mitgliedschaft.",
            declared=so_many_shares(declared), cancelled=count(cancelled), most=count(most),
        )
    raise Refusal(
        "Kündbar sind nur weitere Anteile, die weder Satzung noch Vereinbarung verlangt (§ 67b GenG): höchstens"
        " {most}. Wer alle aufgeben will, kündigt die Mitgliedschaft.", most=most,
    )
