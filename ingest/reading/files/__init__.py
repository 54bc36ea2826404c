"""What a file is made of: text in some encoding, spreadsheets of every kind, web pages, all as rows of cells."""
