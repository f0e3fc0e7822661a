"""The templates of scenario bodies: compiled once, evaluated for each answer."""
