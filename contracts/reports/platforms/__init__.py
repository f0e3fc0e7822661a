"""Reports in the formats that code hosts and CI servers read: SARIF, GitLab, Markdown."""
