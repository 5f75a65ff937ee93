"""Keys that a document lacks and inherits: the format asks for them, and yet nothing is missing."""

from msgspec.structs import replace

from blastradius.finding import Finding
from blastradius.model.catalog import Catalog
from blastradius.source.document import Borrowing, rfc6901
from blastradius.source.load import Loaded


def catalog_of(loaded: Loaded) -> tuple[Loaded, Catalog]:
    """What was read without the findings about keys that are inherited, and its catalog."""
    catalog = Catalog(loaded.documents, complete=loaded.complete)
    findings = tuple(each for each in loaded.findings if each.rule != "missing-key" or not inherits(catalog, each))
    if len(findings) == len(loaded.findings):
        return loaded, catalog
    loaded = replace(loaded, findings=findings)
    catalog.complete = loaded.complete
    return loaded, catalog


def inherits(catalog: Catalog, finding: Finding) -> bool:
    """Whether the place of a finding about a document holds what is inherited, whole or in part."""
    if finding.entity is None:
        return False  # it does not say what it is, so it names no vendor: of such documents there can be very many
    kind, _, name = finding.entity.partition(":")
    for number in catalog.documents.named(kind.title()).get(name, ()):
        document = catalog.inheriting(catalog.documents[number])
        if isinstance(document, Borrowing) and document.path == finding.location.path:
            places = {rfc6901(pointer[:depth]) for pointer in document.loans for depth in range(1, len(pointer) + 1)}
            if finding.pointer in places:
                return True
    return False
