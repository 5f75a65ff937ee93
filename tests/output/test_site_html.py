"""Lines are remembered from page to page; what depends on the page must not be."""

from blastradius.output.site_html import html

CAUTION = "> [!CAUTION]\n> Past its end.\n"


def test_same_line_gets_its_anchor_and_its_colour_from_where_it_stands() -> None:
    page = f"# Stop\n\n## Stop\n\nStop\n\n{CAUTION}"
    for _ in range(2):
        made = html(page, urgent=True)
        assert '<h1 id="stop">Stop</h1>' in made
        assert '<h2 id="stop-1">Stop</h2>' in made
        assert "<p>Stop</p>" in made
        assert '<blockquote class="caution" role="alert">' in made
        assert "[!CAUTION]" not in made
    assert "<p>[!CAUTION]\nPast its end.</p>" in html("[!CAUTION]\nPast its end.\n")


def test_line_with_a_target_of_one_page_is_not_taken_from_another() -> None:
    assert html("Ask [them].\n") == "<p>Ask [them].</p>\n"
    assert html("Ask [them].\n\n[them]: teams/pay.md\n") == '<p>Ask <a href="teams/pay.html">them</a>.</p>\n'
    assert html("Ask [them].\n") == "<p>Ask [them].</p>\n"


def test_markup_in_a_line_stays_text() -> None:
    for _ in range(2):
        assert html("a <b>b</b> `<i>`\n") == "<p>a &lt;b&gt;b&lt;/b&gt; <code>&lt;i&gt;</code></p>\n"


def test_cells_have_the_words_of_their_columns_but_the_first_that_names_the_row() -> None:
    made = html('| A | "B" & <c> |\n| --- | --- |\n| 1 | 2 |\n| 3 | |\n\n| D |\n| --- |\n| 4 |\n')
    assert '<td>1</td>\n<td data-label="&quot;B&quot; &amp; &lt;c&gt;">2</td>' in made
    assert '<td>3</td>\n<td data-label="&quot;B&quot; &amp; &lt;c&gt;"></td>' in made
    assert "<td>4</td>" in made
