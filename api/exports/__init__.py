"""One file for each format that the whole graph can be written in; `api.exports.formats` lists them."""
