"""The figures as web pages that print well.

`board_page` is for the vendor's people, `review_page` for the customer, too; both go through
`page_templates`, which escapes every value. What a page says in sentences is in `review_words`, how
it writes times and lengths in `words`, and how far it can be trusted in `truth_strip`. `charts`
draws, `turn_pages` makes the links of a long list.
"""
