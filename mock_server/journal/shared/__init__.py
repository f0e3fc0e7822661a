"""The journal that several processes share: what each has recorded, in one order."""
