-- Without versions: what was in shadow or promoted is gone, and with it every kept price book.
DROP TABLE version_comparisons;
DROP TABLE price_books;
DROP TABLE version_changes;
