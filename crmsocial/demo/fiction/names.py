"""Names, places and words that fictional people are made of.

Given and family names are common ones put together by chance; places are fictional towns of a fictional county.
"""

from __future__ import annotations

#: given name, gender, forms that people use of themselves
GIVEN: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("William", "M", ("Bill", "Will", "Billy")),
    ("Robert", "M", ("Bob", "Rob", "Bobby")),
    ("James", "M", ("Jim", "Jamie")),
    ("Michael", "M", ("Mike", "Mick")),
    ("Richard", "M", ("Rick", "Dick", "Richie")),
    ("Thomas", "M", ("Tom", "Tommy")),
    ("Daniel", "M", ("Dan", "Danny")),
    ("Matthew", "M", ("Matt",)),
    ("Anthony", "M", ("Tony",)),
    ("Joseph", "M", ("Joe", "Joey")),
    ("Samuel", "M", ("Sam",)),
    ("Benjamin", "M", ("Ben",)),
    ("Alexander", "M", ("Alex", "Sasha")),
    ("Nicholas", "M", ("Nick",)),
    ("Jonathan", "M", ("Jon",)),
    ("David", "M", ("Dave",)),
    ("Charles", "M", ("Chuck", "Charlie")),
    ("Edward", "M", ("Ed", "Ted", "Eddie")),
    ("Peter", "M", ("Pete",)),
    ("Mateo", "M", ()),
    ("José", "M", ("Pepe",)),
    ("Jürgen", "M", ()),
    ("Søren", "M", ()),
    ("Kwame", "M", ()),
    ("Hiroshi", "M", ()),
    ("Dmitri", "M", ("Dima",)),
    ("Omar", "M", ()),
    ("Rajesh", "M", ("Raj",)),
    ("Luca", "M", ()),
    ("Emil", "M", ()),
    ("Elizabeth", "F", ("Liz", "Beth", "Betty", "Eliza")),
    ("Katherine", "F", ("Kate", "Kathy", "Katie")),
    ("Margaret", "F", ("Maggie", "Peggy", "Meg")),
    ("Jennifer", "F", ("Jen", "Jenny")),
    ("Susan", "F", ("Sue", "Susie")),
    ("Patricia", "F", ("Pat", "Trish", "Patty")),
    ("Deborah", "F", ("Deb", "Debbie")),
    ("Rebecca", "F", ("Becky", "Becca")),
    ("Christina", "F", ("Tina", "Chris")),
    ("Victoria", "F", ("Vicky", "Tori")),
    ("Alexandra", "F", ("Alex", "Sandra")),
    ("Samantha", "F", ("Sam",)),
    ("Jessica", "F", ("Jess",)),
    ("Theresa", "F", ("Terry", "Tess")),
    ("Barbara", "F", ("Barb",)),
    ("Judith", "F", ("Judy",)),
    ("Eleanor", "F", ("Ellie", "Nora")),
    ("Isabella", "F", ("Bella", "Izzy")),
    ("Zoë", "F", ()),
    ("María", "F", ("Mari",)),
    ("Åsa", "F", ()),
    ("Renée", "F", ()),
    ("Amina", "F", ()),
    ("Mei", "F", ()),
    ("Priya", "F", ()),
    ("Yuki", "F", ()),
    ("Ingrid", "F", ()),
    ("Fatima", "F", ()),
    ("Chiara", "F", ()),
    ("Olga", "F", ("Olya",)),
)

FAMILY: tuple[str, ...] = (
    "Smith", "Johnson", "Miller", "Brown", "Davis", "Wilson", "Clark", "Lewis", "Walker", "Hall", "Young", "King",
    "Wright", "Scott", "Green", "Baker", "Adams", "Nelson", "Carter", "Mitchell", "Roberts", "Turner", "Phillips",
    "Parker", "Evans", "Edwards", "Collins", "Stewart", "Morris", "Murphy", "Cook", "Rogers", "Morgan", "Cooper",
    "Peterson", "Reed", "Bailey", "Kelly", "Howard", "Ward", "Brooks", "Sanders", "Price", "Bennett", "Wood",
    "Barnes", "Ross", "Henderson", "Coleman", "Jenkins", "Perry", "Powell", "Long", "Patterson", "Hughes", "Flores",
    "Washington", "Butler", "Simmons", "Foster", "García", "Hernández", "López", "Nguyen", "Tran", "Kim", "Park",
    "Chen", "Wang", "Singh", "Patel", "Sharma", "Okafor", "Mensah", "Haddad", "Khalil", "Rossi", "Bianchi",
    "Müller", "Schröder", "Weiß", "Dubois", "Lefèvre", "Nilsson", "Sørensen", "Kowalski", "Nowak", "Petrov",
    "Ivanova", "Tanaka", "Sato", "O'Brien", "O'Connor", "MacDonald", "van der Berg", "de la Cruz", "Ashworth",
    "Pemberton", "Thistlewood", "Quillfeather", "Larkspur", "Winterbourne", "Featherstone", "Hollowell",
    "Marchbanks", "Penhaligon", "Rosenthal", "Goldberg", "Castellano", "Vandermeer", "Abernathy", "Blackwood",
    "Crawford", "Donnelly", "Ellsworth", "Fairchild", "Gallagher", "Hawthorne", "Ingram", "Jorgensen", "Kingsley",
    "Lockhart", "Merriweather",
)  # fmt: skip

#: town, postcode
TOWNS: tuple[tuple[str, str], ...] = (
    ("Harbour Point", "04901"),
    ("Millbrook Falls", "04902"),
    ("East Lantern", "04911"),
    ("Saltmarsh", "04912"),
    ("Old Quay", "04920"),
    ("Fernhollow", "04921"),
    ("Brightwater", "04930"),
    ("Gull Island", "04931"),
    ("North Pier", "04940"),
    ("Kestrel Hill", "04941"),
)
STATE = "ME"

#: Area codes of mobile numbers; the numbers themselves are 555-0100 to 555-0199, which are kept for fiction.
AREA_CODES: tuple[str, ...] = (
    "207", "603", "802", "413", "508", "617", "774", "781", "860", "203", "401", "518", "607", "315", "585", "716",
    "814", "717", "570", "484",
)  # fmt: skip

STREETS: tuple[str, ...] = (
    "Harbour Street", "Lantern Lane", "Orchard Road", "Chapel Row", "Wharf Street", "Maple Avenue", "Bridge Street",
    "Mill Lane", "Garden Terrace", "Station Road", "Cliff Walk", "Market Square",
)  # fmt: skip

MAIL_HOSTS: tuple[str, ...] = (
    "mail.example", "post.example", "inbox.example", "letters.example", "example.org", "example.net",
)  # fmt: skip

EMPLOYERS: tuple[str, ...] = (
    "Lantern Books", "Saltmarsh Clinic", "Quay & Sons Boatyard", "Brightwater Schools", "Millbrook Bakery",
    "Kestrel Architects", "Harbour Point Library", "Fernhollow Farm", "North Pier Ferry", "Old Quay Brewery",
)  # fmt: skip

ROLES: tuple[str, ...] = (
    "teacher", "architect", "nurse", "baker", "librarian", "boat builder", "accountant", "ferry captain",
    "gardener", "designer", "engineer", "retired", "student", "violin maker", "photographer",
)  # fmt: skip

LOVES: tuple[str, ...] = (
    "opera", "chamber music", "modern dance", "Shakespeare", "puppetry", "jazz", "sailing", "sourdough", "birds",
    "old maps", "cold water swimming", "community theatre", "cello", "tap shoes",
)  # fmt: skip

SHOWS: tuple[str, ...] = (
    "The Tempest", "La bohème", "A Winter's Tale", "Harbour Jazz Night", "The Nutcracker", "Così fan tutte",
    "New Dance Works", "Twelfth Night", "Carols by Lantern Light", "Brass on the Quay", "The Magic Flute",
    "Summer Serenades",
)  # fmt: skip

FUNDS: tuple[str, ...] = ("Annual fund", "Young artists", "Roof appeal", "Lantern circle", "Orchestra chairs")
