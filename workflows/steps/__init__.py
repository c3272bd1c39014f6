"""The kinds of step that a process is made of: one file a kind.

A kind says everything of itself in one class: what its editor fills and what becomes of that (`fields`, `spec`), its
ways, its checks, its shape, its BPMN element, who it waits for, and what it does to a case that enters and leaves it.
All else (builder, graph, compiler, engine, screens) asks the kind and knows none by name. `registry` holds the class
to subclass; `discover` imports the files of this folder when the app is ready. Another app registers its own kinds in
its `AppConfig.ready`.
"""
