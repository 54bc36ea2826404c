"""The pages' language: texts, terms and facts in the reader's own."""
