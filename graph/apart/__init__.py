"""Work that is done in processes of its own, so that it neither stalls nor ends the program that waits for it."""
