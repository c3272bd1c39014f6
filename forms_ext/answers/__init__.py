"""The answers core: one tree of fields, one validator for screen, JSON and import, one pass that decides.

Answers are nested, typed JSON; an empty answer is absent (no null, `""`, `[]` or `{}` is ever stored). A *field path*
names a field without row numbers (`owners.share`), an *answer path* names one answer (`owners.2.share`); a POST joins
the answer path by `-`. From the value upwards:

`kinds`, `numbers`, `values`   what an answer is to the language, and its exact numbers
`functions`, `evaluation`      the language: a JSON tree, asked of a scope
`condition_trees`              an editor's condition as such a tree
`checking`                     kinds and reach of a tree, when a form or process is published
`paths`, `tree`                answers by path; a version compiled to a `Plan`
`binding`                      POST or JSON as raw leaves in a skeleton of groups and rows
`settling`                     what is seen, kept, computed and needed: one pure pass
`validation`                   all of it: the one validator of answers
`json_schema`, `changes`       what other software is told; what differs between two answers
"""
