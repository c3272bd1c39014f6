"""Who may see a case, act on a task, read or write a form: asked by verbs and reads, never by screens alone."""
