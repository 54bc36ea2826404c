"""The pages to decide by: many clusters restructured, new partners, applications screened, and what is to be done."""
