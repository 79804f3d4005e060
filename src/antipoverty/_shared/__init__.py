"""What every module may use: arguments, fields of records, keys, privacy, formulas, pictures."""
