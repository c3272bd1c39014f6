"""The process builder: what an editor draws step by step, its checks, its picture, and its publishing.

`blocks` is the editor's side, `spec_building` turns it into the plain JSON of a version, `validation` says what is
wrong with that and where, `diagram` draws it, `services` publishes.
"""
