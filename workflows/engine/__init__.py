"""What runs a case from step to step, inside the transaction of a verb: the steps' effects (`runtime`), what a verb
leaves behind (`ledger`), the specification of a version (`specs`), the facts that routes ask of, the forms of a case.
"""
