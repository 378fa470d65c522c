"""Joins the two trained pipelines into one: python models/sm/assemble.py SYNTAX NER OUT."""

import sys

import spacy

import pipeline.nlp  # noqa: F401  registers the component `line_breaks`

META = {
    "name": "press_sm",
    "version": "0.1.0",
    "spacy_version": ">=3.8.2,<3.9.0",
    "description": "Tags, syntax, lemmas and the 13 NER-UK 2.0 types for Ukrainian press releases",
    "author": "Vytiah",
    "license": "CC BY-NC-SA 4.0",
    "performance": {},
}


def main(syntax: str, ner: str, out: str) -> None:
    """Line breaks, tagger and parser, lemmas by pymorphy3 guided by the tags, entities."""
    nlp = spacy.load(syntax)
    nlp.add_pipe("line_breaks", first=True)
    nlp.add_pipe("lemmatizer", config={"mode": "pymorphy3"})
    nlp.get_pipe("lemmatizer").initialize(lambda: [], nlp=nlp)
    entities = spacy.load(ner)
    entities.replace_listeners("tok2vec", "ner", ["model.tok2vec"])
    nlp.add_pipe("ner", source=entities)
    nlp.meta.update(META)
    nlp.to_disk(out)


if __name__ == "__main__":
    main(*sys.argv[1:])
