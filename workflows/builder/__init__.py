"""The process builder: what an editor draws step by step, its checks, its picture, and its publishing.

`spec_building` turns the editor's steps into the plain JSON of a version, `validation` says what is wrong with that and
where, `diagram` draws it, `services` publishes. What is particular to a kind of step stands in `workflows.steps`.
"""
