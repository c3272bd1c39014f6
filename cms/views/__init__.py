"""What the published pages show, and the few addresses of this app that are not pages."""
