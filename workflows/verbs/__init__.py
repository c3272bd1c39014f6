"""What can happen to a case: one module a family of verbs, each verb one transaction with its guard, its event and its
effects inside. Callers outside use the door `workflows.services`.
"""
