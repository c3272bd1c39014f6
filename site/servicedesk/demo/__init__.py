"""The demonstration organisation «شهرداری نمونه»: content and cases, made through the verbs that the screens call.

`content` says what the organisation is (posts, people, forms, processes, services) as plain data; `loading` writes it;
`simulation` lives six months of its work with the clock moved, so that dates, grades and lateness are real.
"""
