"""Mails: sent once, by however many workers; what may have gone out is never repeated without a person's word."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from email import message_from_string
from email.policy import default

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core import files, jobs, outbox
from app.core.jobs import MAX_ATTEMPTS_OUTSIDE, ItemState, JobItem, Worker
from app.core.outbox import JOB_KIND, Attachment, MailServer, MailState, OutgoingMail, handler
from app.core.values import Refusal
from tests.conftest import Installation
from tests.core.mail_server import mail_server
from tests.core.test_jobs import Clock
from tests.core.workers import Order, read_until, running, wait_until
from tests.factories import NOW


def a_mail(session: Session, to: str = "amt@altenbruck.example") -> OutgoingMail:
    """A mail that waits to be sent, committed."""
    mail = outbox.put(session, kind="welcome", to=to, subject="Guten Tag\n", text="Grüße", html="<p>Grüße</p>",
                      subject_ref="application:17", now=NOW)
    session.commit()
    return mail


def states_of(session: Session) -> list[tuple[MailState, ItemState]]:
    """Where each mail and its item stand."""
    session.rollback()
    items = {item.reference: item.state for item in session.scalars(select(JobItem)).all()}
    mails = session.execute(select(OutgoingMail.id, OutgoingMail.state).order_by(OutgoingMail.id))
    return [(state, items[str(mail)]) for mail, state in mails]


def sender(port: int, clock: Callable[[], datetime] | None = None) -> Worker:
    """A worker that hands mails over to a server on this port."""
    server = MailServer("127.0.0.1", port, starttls=False, timeout_seconds=2)
    return Worker({JOB_KIND: handler(server)}, clock or Clock())


SENT = (MailState.SENT, ItemState.DONE)
WAITS = (MailState.QUEUED, ItemState.WAITING)
FAILED = (MailState.FAILED, ItemState.FAILED)
IN_DOUBT = (MailState.IN_DOUBT, ItemState.IN_DOUBT)


def test_a_mail_goes_out_once_with_its_frozen_text(session: Session) -> None:
    """Text, HTML, recipient and the stable Message-ID arrive."""
    mail = a_mail(session)
    with mail_server() as server:
        sender(server.port).run_until_idle()
        sender(server.port).run_until_idle()
    assert (len(server.taken), states_of(session)) == (1, [SENT])
    for part in ("To: amt@altenbruck.example", "Subject: Guten Tag", mail.message_id, "multipart/alternative"):
        assert part in server.taken[0]


def test_without_a_mail_server_mails_are_kept_to_be_read(session: Session) -> None:
    """That is how the demo does it; the mailbox names no moment at which they were sent."""
    mail = a_mail(session)
    Worker({JOB_KIND: handler(MailServer())}, Clock()).run_until_idle()
    assert states_of(session) == [(MailState.KEPT, ItemState.DONE)]
    session.refresh(mail)
    assert mail.sent_at is None
    assert outbox.is_settled(session, "application:17", "welcome")


@pytest.mark.parametrize("answers", [
    {"connect": ""}, {"MAIL": ""}, {"MAIL": "451 later"}, {"RCPT": "450 busy"}, {"DATA": "451 later"},
    {"text": "452 no room"},
])
def test_a_mail_the_server_did_not_take_is_tried_again(session: Session, answers: dict[str, str]) -> None:
    """A fault before the text, or a plain no for now, is no doubt."""
    a_mail(session)
    clock = Clock()
    with mail_server(**answers) as server:
        sender(server.port, clock).run_until_idle()
        assert states_of(session) == [WAITS]
        server.answers.clear()
        clock.forward(minutes=1)
        sender(server.port, clock).run_until_idle()
    assert (len(server.taken), states_of(session)) == (1, [SENT])


def test_a_mail_outlasts_a_weekend_without_its_server(session: Session) -> None:
    """Tried each hour and gone out within the hour after; nobody has to send it again."""
    a_mail(session)
    clock = Clock()
    while clock.now < NOW + timedelta(hours=62):
        sender(1, clock).run_until_idle()
        assert states_of(session) == [WAITS]
        clock.forward(hours=1)
    with mail_server() as server:
        sender(server.port, clock).run_until_idle()
    assert (len(server.taken), states_of(session)) == (1, [SENT])


def test_a_mail_no_server_takes_fails_in_the_end(session: Session) -> None:
    """After the last attempt a person sees it."""
    mail, clock = a_mail(session), Clock()
    for _ in range(MAX_ATTEMPTS_OUTSIDE):
        sender(1, clock).run_until_idle()
        clock.forward(hours=1)
    assert states_of(session) == [FAILED]
    session.refresh(mail)
    assert "ConnectionRefusedError" in mail.error


@pytest.mark.parametrize(("answers", "said"), [
    ({"MAIL": "550 no"}, "Der Mailserver nimmt diese E-Mail nicht an (550)"),
    ({"RCPT": "550 unknown"}, "Der Mailserver kennt diese Adresse nicht oder nimmt für sie nichts an (550)"),
    ({"text": "554 spam"}, "Der Mailserver nimmt diese E-Mail nicht an (554)"),
])
def test_a_final_no_is_told_in_words_and_not_asked_for_again(
    session: Session, answers: dict[str, str], said: str
) -> None:
    """It fails at the first attempt."""
    mail = a_mail(session)
    with mail_server(**answers) as server:
        sender(server.port).run_until_idle()
    assert (server.taken, states_of(session)) == ([], [FAILED])
    session.refresh(mail)
    assert mail.error == said


def test_a_mail_is_in_doubt_where_the_server_vanishes_after_the_text(session: Session) -> None:
    """It may have been taken: nobody sends it again by himself."""
    a_mail(session)
    clock = Clock()
    with mail_server(text="") as server:
        for _ in range(3):
            sender(server.port, clock).run_until_idle()
            clock.forward(days=1)
    assert states_of(session) == [IN_DOUBT]


@pytest.mark.parametrize("answer", ["", "500 what"])
def test_a_fault_after_the_server_took_the_mail_does_not_matter(session: Session, answer: str) -> None:
    """QUIT is a courtesy."""
    a_mail(session)
    with mail_server(QUIT=answer) as server:
        sender(server.port).run_until_idle()
    assert (len(server.taken), states_of(session)) == (1, [SENT])


def test_a_fault_of_the_database_after_sending_leaves_the_mail_in_doubt(session: Session) -> None:
    """It went out, but could not be noted as sent; it is not sent a second time."""
    a_mail(session)
    sent: list[object] = []
    kind = handler(MailServer(), lambda _server, message: sent.append(message))
    broken = jobs.Handler(begin=kind.begin, work=kind.work, lost=kind.lost, failed=kind.failed, finish=_broken)
    clock = Clock()
    for _ in range(3):
        Worker({JOB_KIND: broken}, clock).run_until_idle()
        clock.forward(days=1)
    assert (len(sent), states_of(session)) == (1, [IN_DOUBT])


def _broken(_session: Session, _reference: str, _result: object, _now: datetime) -> None:
    raise RuntimeError("the disk is full")


def test_a_mail_in_doubt_is_sent_again_on_a_persons_word(session: Session) -> None:
    """With the same Message-ID, so that mail programs see one mail."""
    mail = a_mail(session)
    with mail_server(text="") as server:
        sender(server.port).run_until_idle()
        session.refresh(mail)
        outbox.send_again(session, mail, NOW)
        session.commit()
        server.answers.clear()
        sender(server.port).run_until_idle()
    assert (len(server.taken), states_of(session)) == (1, [SENT])


def test_a_mail_in_doubt_may_be_noted_as_sent(session: Session) -> None:
    """A person asked and knows that it arrived."""
    mail = a_mail(session)
    with mail_server(text="") as server:
        sender(server.port).run_until_idle()
    session.refresh(mail)
    outbox.mark_sent(session, mail, NOW)
    session.commit()
    assert states_of(session) == [SENT]


def test_a_mail_that_waits_or_was_sent_is_not_sent_again(session: Session) -> None:
    """Nor noted as sent by hand."""
    mail = a_mail(session)
    for refused in (outbox.send_again, outbox.mark_sent):
        with pytest.raises(Refusal):
            refused(session, mail, NOW)


def test_erased_mails_are_not_sent_and_say_nothing(session: Session) -> None:
    """Address, text and the fault that names the address are gone; that there was a mail stays."""
    mail = a_mail(session)
    outbox.erase(session, "application:17", NOW)
    session.commit()
    with mail_server() as server:
        sender(server.port).run_until_idle()
    session.refresh(mail)
    assert (server.taken, mail.to_address, mail.text, mail.html, mail.subject) == ([], "", "", "", "")
    with pytest.raises(Refusal):
        outbox.send_again(session, mail, NOW)


def test_several_workers_send_each_mail_once(session: Session, installation: Installation) -> None:
    """Thirty mails, three workers."""
    for number in range(30):
        a_mail(session, f"nr{number}@altenbruck.example")
    with mail_server() as server:
        with running(*[Order(installation.settings.database_url, smtp_port=server.port)] * 3):
            wait_until(lambda: states_of(session) == [SENT] * 30, 60)
        receivers = [next(line for line in text.splitlines() if line.startswith("To: ")) for text in server.taken]
    assert sorted(receivers) == sorted(f"To: nr{number}@altenbruck.example" for number in range(30))


@pytest.mark.parametrize(("place", "arrived"), [("work", 0), ("sent", 1)])
def test_a_mail_whose_worker_is_killed_on_the_way_is_in_doubt(
    session: Session, installation: Installation, place: str, arrived: int
) -> None:
    """Before or after the mail server took it: the next worker leaves it alone."""
    a_mail(session)
    with mail_server() as server:
        order = Order(installation.settings.database_url, lease_seconds=1, smtp_port=server.port)
        with running(replace(order, hang_in=place)) as (killed,):
            read_until(killed, f"hangs in {place}")
        with running(order):
            wait_until(lambda: states_of(session) == [IN_DOUBT])
        assert len(server.taken) == arrived


def a_mail_with(session: Session, *contents: bytes, about: str = "application:17") -> OutgoingMail:
    """A mail that carries files, committed."""
    attachments = [Attachment(files.keep(session, each), f"Anlage {len(each)}.pdf") for each in contents]
    mail = outbox.put(session, kind="welcome", to="amt@altenbruck.example", subject="Guten Tag", text="Grüße",
                      html="<p>Grüße</p>", subject_ref=about, now=NOW, attachments=attachments)
    session.commit()
    return mail


def test_what_is_attached_goes_out_with_name_and_media_type(session: Session) -> None:
    """Beside the text in both its forms, in the order given; a calendar's method is a parameter of its type."""
    calendar = "text/calendar; charset=utf-8; method=REQUEST"
    entry = Attachment(files.keep(session, b"BEGIN:VCALENDAR"), "Termin.ics", calendar)
    paper = Attachment(files.keep(session, b"%PDF-\x00\xff"), "Einladung für alle.pdf")
    outbox.put(session, kind="welcome", to="amt@altenbruck.example", subject="Guten Tag", text="Grüße",
               html="<p>Grüße</p>", subject_ref="assembly:1", now=NOW, attachments=(paper, entry))
    session.commit()
    with mail_server() as server:
        sender(server.port).run_until_idle()
    message = message_from_string(server.taken[0].replace("\r\n", "\n"), policy=default)
    assert message.get_body(("plain",)) is not None
    assert [(part.get_filename(), part.get_content_type(), part.get_payload(decode=True))
            for part in message.iter_attachments()] == [
        ("Einladung für alle.pdf", "application/pdf", b"%PDF-\x00\xff"),
        ("Termin.ics", "text/calendar", b"BEGIN:VCALENDAR"),
    ]
    assert [part.get_param("method") for part in message.iter_attachments()] == [None, "REQUEST"]


def test_a_mail_carries_no_more_than_a_mail_server_takes(session: Session) -> None:
    """All attachments together; what is refused leaves no mail."""
    half = bytes(outbox.MAX_ATTACHED_BYTES // 2)
    a_mail_with(session, half, half)
    with pytest.raises(Refusal, match="größer als 7 MB"):
        a_mail_with(session, half, half, b"!")
    session.rollback()
    assert len(outbox.mails_about(session, "application:17")) == 1


def test_what_is_not_in_the_store_cannot_be_attached(session: Session) -> None:
    """The mail would go out without it."""
    with pytest.raises(files.Lost):
        outbox.put(session, kind="welcome", to="a@b.example", subject="S", text="T", subject_ref="x:1", now=NOW,
                   attachments=(Attachment("0" * 64, "weg.pdf"),))


@pytest.mark.parametrize(("name", "media_type"), [
    ("", "application/pdf"), ("../a.pdf", "application/pdf"), ("a\nb.pdf", "application/pdf"),
    ("a" * 121, "application/pdf"),
    ("a.pdf", "pdf"), ("a.pdf", "text/calendar; method=X\r\nBcc: a@b.example"),
])
def test_an_attachment_has_a_plain_name_and_a_media_type(name: str, media_type: str) -> None:
    """Both stand in the head of a part."""
    with pytest.raises(ValueError, match=r"media type|name"):
        Attachment("0" * 64, name, media_type)


def test_a_mail_keeps_what_it_carries_until_it_is_erased(session: Session) -> None:
    """What another mail carries, too, stays for that one; the hash stays as a record of what was sent."""
    mail = a_mail_with(session, b"only here", b"in both")
    a_mail_with(session, b"in both", about="application:18")
    only, both = (each.sha256 for each in mail.attachments)
    for digest in (only, both):
        files.erase_unneeded(session, digest)
    assert (files.get(only), files.get(both)) == (b"only here", b"in both")
    outbox.erase(session, "application:17", NOW)
    session.commit()
    with pytest.raises(files.Lost):
        files.get(only)
    assert files.get(both) == b"in both"
    session.refresh(mail)
    assert [(each.sha256, each.name, each.erased_at) for each in mail.attachments] == [(only, "", NOW), (both, "", NOW)]


def test_a_mail_whose_attachment_is_gone_does_not_go_out_without_it(session: Session) -> None:
    """It is tried again, and fails for a person to see."""
    mail, clock = a_mail_with(session, b"gone"), Clock()
    files.erase(mail.attachments[0].sha256)
    with mail_server() as server:
        for _ in range(MAX_ATTEMPTS_OUTSIDE):
            sender(server.port, clock).run_until_idle()
            clock.forward(hours=1)
    assert (server.taken, states_of(session)) == ([], [FAILED])
