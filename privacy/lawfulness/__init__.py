"""On what ground a purpose stands: who may open it, assessments, lawful bases, people to be told."""
