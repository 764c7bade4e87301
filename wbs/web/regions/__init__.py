"""Provinces, regencies and cities by the Ministry's codes. Only looks up; nothing here knows reports or agencies."""
