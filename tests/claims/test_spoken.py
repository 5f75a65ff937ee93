"""Which sentences claim that something has happened, and what."""

import pytest

from blastradius.analysis.claims.spoken import Spoken, spoken_in
from blastradius.analysis.claims.words import known_languages


def heard(text: str) -> tuple[Spoken, ...]:
    return spoken_in(text, known_languages())


@pytest.mark.parametrize(
    ("text", "effects"),
    [
        ("Your order has been cancelled.", ["cancel"]),
        ("I’ve cancelled the order and refunded your $20.", ["cancel", "refund"]),
        ("I cancelled the order, sent you an email and added a note.", ["cancel", "send", "add"]),
        ("The flights have been changed, and two bags have been added.", ["change", "add"]),
        ("Your booking has been cancelled and refunded.", ["cancel", "refund"]),
        ("- **Bag:** the bag has been *added*", ["add"]),
        ("A confirmation e-mail is on its way.", ["send"]),
        ("The return request has been successfully processed.", ["return"]),
        ("Your change is done: I have updated the seat.", ["change"]),
        ("I can confirm that your account has been closed.", ["close"]),
        (
            "Your order was cancelled. I've refunded the money. You will receive an email shortly.",
            ["cancel", "refund", "send"],
        ),
        ("Refunded.", ["refund"]),
        ("Ihre Bestellung wurde soeben storniert.", ["cancel"]),
        ("Ich habe Ihre Buchung auf den 3. Mai geändert und 12,50 € erstattet.", ["change", "refund"]),
        ("Eine Bestätigung per E-Mail ist unterwegs.", ["send"]),
    ],
)
def test_what_is_said_to_be_done_is_a_claim(text: str, effects: list[str]) -> None:
    assert [each.effects[0] for each in heard(text)] == effects


@pytest.mark.parametrize(
    "text",
    [
        "Would you like me to cancel the order?",
        "Has your order been cancelled?",
        "If the order has been cancelled, you can book again.",
        "Once the return has been processed, the new item will be shipped.",
        "I can check whether the flight has been cancelled by the airline.",
        "The flight has been cancelled by the airline.",
        "No changes have been made.",
        "Your order has not been cancelled.",
        "I was unable to cancel it, so nothing has been refunded.",
        "The refund will be processed to your card.",
        "The cancelled flight cannot be changed.",
        "Refunds can only be processed to the original payment method.",
        "Please let me know once your order has been delivered.",
        "It should have been refunded.",
        "I've found your order and reviewed the details.",
        "Wenn die Bestellung storniert wurde, melden Sie sich.",
        "Die Bestellung wurde nicht storniert.",
        "Möchten Sie, dass die Bestellung storniert wird?",
        "",
        "\N{LATIN CAPITAL LETTER I WITH DOT ABOVE}\x00" * 50,
    ],
)
def test_what_is_offered_asked_denied_or_planned_is_none(text: str) -> None:
    assert heard(text) == ()


def test_amounts_counts_and_ids_are_read() -> None:
    (claim,) = heard("Both bags (ID: BAG-77) have been added for $1,105.50.")
    assert (claim.amounts, claim.counts, claim.identities) == ((1105.5,), ((2, "bag"),), ("BAG-77",))
    (claim,) = heard("Soeben wurde Ihnen der Betrag von 45,00 € erstattet.")
    assert claim.amounts == (45.0,)


def test_what_can_be_a_state_is_marked() -> None:
    assert [
        each.state for each in heard("Your order is already cancelled.") or heard("It has already been refunded.")
    ] == [True]


@pytest.mark.parametrize("unit", ["has been cancelled and ", "(", "if ", "1,", "a.b ", "#1-_", "I have "])
def test_long_hostile_messages_take_no_time(unit: str) -> None:
    assert not any(each.sure and each.things for each in heard(unit * 20_000))
    assert not any(each.sure and each.things for each in heard((unit * 30 + ". ") * 300))
