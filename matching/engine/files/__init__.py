"""Files of records, read quickly where they are regular and carefully where they are not."""
