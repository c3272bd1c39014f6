"""How a long list is read: a page at a time, and narrowed by filters that can be removed one by one."""
