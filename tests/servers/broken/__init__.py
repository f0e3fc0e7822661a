"""Servers with one defect each; a file is a kind of defect."""
