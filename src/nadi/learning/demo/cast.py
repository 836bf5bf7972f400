"""What was written, tried, learned and run at Northlight IT, in plain values."""

# Name, owner, days ago adopted, then days ago read again and for how many days that holds.
ADOPTED = (
    ("how-we-write-procedures", "Maya Lindqvist", 350, ((262, 340),)),
    ("exceptions-to-procedures", "Henrik Dahl", 350, ((250, 330),)),
    ("troubleshooting-log", "Aisha Karim", 340, ((255, 170), (80, 180))),
    ("trying-something-new", "Maya Lindqvist", 330, ((244, 300),)),
    ("new-managed-client", "Ruth Osei", 345, ((256, 215),)),
    ("client-leaves", "Ruth Osei", 300, ((212, 150),)),
    ("daily-monitoring-round", "Tomas Vela", 348, ((259, 90), (170, 90), (82, 90))),
    ("repeated-trouble", "Henrik Dahl", 210, ((121, 100),)),
    ("server-down", "Henrik Dahl", 345, ((257, 90),)),
    ("monthly-maintenance", "Lena Fischer", 349, ((260, 90), (171, 90), (83, 90))),
    ("test-restore", "Jonas Berg", 346, ((258, 180), (79, 180))),
    ("urgent-update", "Lena Fischer", 320, ((231, 200),)),
    ("monday-stand-up", "Priya Nair", 344, ((255, 340),)),
    ("working-in-real-time", "Priya Nair", 343, ((254, 340),)),
    ("talking-with-vendors", "Jonas Berg", 240, ((151, 300),)),
    ("road-map-meeting", "Maya Lindqvist", 200, ((112, 340),)),
    ("new-colleague", "Henrik Dahl", 190, ((101, 330),)),
    ("colleague-leaves", "Henrik Dahl", 310, ((222, 170),)),
)
OWN = (
    (
        "VPN drops at a fixed time",
        "Aisha Karim",
        5,
        96,
        ("network", "tickets"),
        "When a tunnel cuts out at the same time of day for everybody behind it.",
        (
            "Ask since when, at which time, and who is behind that line",
            "Read the firewall's log around the time of the cut",
            "Compare key lifetimes and renewal on both sides",
            "Set both sides to the shorter lifetime",
            "Watch it past the next time it would have cut",
            "Write both settings into the network documentation",
        ),
    ),
    (
        "A new laptop, ready in an hour",
        "Lena Fischer",
        4,
        140,
        ("machines",),
        "From the box to somebody's desk, the same at every client.",
        (
            "Check name, serial number and warranty, and enter the machine",
            "Join it to the client's directory",
            "Put the agent on it and see it report",
            "Install what their role needs, and nothing else",
            "Move their files, and let them open one",
            "Switch on disk encryption, and store the key",
            "Sit with them for ten minutes",
        ),
    ),
    (
        "Invoices go out",
        "Ruth Osei",
        1,
        160,
        ("monthly", "money"),
        "Ten to fourteen days before the first of the month.",
        (
            "Compare machines and people with each agreement",
            "Read the time of the month that is billable, and ask where something is odd",
            "Write the invoices, and let somebody else look at three",
            "Send them, and note who has no way to pay on file",
        ),
    ),
)
TRIALS = (
    ("Passkeys for our own sign-in", "Half of our own sign-in trouble goes away within two months.",
     "Sam Okafor", 240, 90, ((155, "adopt", "Nobody has asked for a password since. Two old "
      "phones needed a key instead.", 0),)),
    ("Watching web addresses from a second place", "We stop calling clients about lines that are "
     "only slow from here.", "Tomas Vela", 130, 70, ((62, "hold", "Three false calls in two months "
      "are too few to pay for it. Look again with twice the clients.", 0),)),
    ("Copies that nobody can delete, at a second provider", "A stolen administrator cannot delete "
     "a month of backups.", "Jonas Berg", 150, 110, ((29, "adopt", "It held in the drill. Decided "
      "late: the drill waited for a free Friday.", 0),)),
    ("Short videos instead of long answers", "Contacts solve the second time themselves.",
     "Priya Nair", 95, 75, ((22, "adopt", "Nine of twelve did. We make one whenever we write the "
      "same answer the third time.", 0),)),
    ("Ticket titles proposed by a model on our own machine", "Titles become findable and nothing "
     "leaves the house.", "Aisha Karim", 100, 60, ((41, "trial", "Titles are good, the machine is "
      "too slow at noon. Try it with the smaller model.", 60),)),
    ("Remote support in the browser", "We are on their screen within a minute, with nothing to "
     "install.", "Tomas Vela", 75, 63, ()),
    ("Restoring a server to other hardware", "A dead server works again within four hours on what "
     "we have in the cupboard.", "Lena Fischer", 20, 67, ()),
)  # fmt: skip
# Person, minutes in four weeks: technical, business, craft; what about.
AGREED = (
    ("Maya Lindqvist", 0, 240, 0, "Pricing and what our clients' trades need"),
    ("Henrik Dahl", 0, 180, 60, "Leading, and reading numbers"),
    ("Priya Nair", 0, 0, 180, "Words for people who are waiting"),
    ("Aisha Karim", 240, 0, 60, "Firewalls, and explaining them"),
    ("Jonas Berg", 300, 60, 0, "Backup of cloud mail"),
    ("Tomas Vela", 240, 0, 0, "Scripting"),
    ("Lena Fischer", 180, 0, 120, "Directory security"),
)
# Who, kind, what about, minutes, days ago.
LEARNED = (
    ("Aisha Karim", "technical", "Key exchange between two makes of firewall", 60, (3, 31, 66)),
    ("Aisha Karim", "technical", "Reading a packet capture", 50, (17, 45)),
    ("Aisha Karim", "craft", "Saying what happens next before hanging up", 30, (10, 52)),
    ("Jonas Berg", "technical", "Backup of cloud mail, the first evenings", 50, (25, 40, 55)),
    ("Tomas Vela", "technical", "Scripts that stop before they do harm", 75, (12, 40, 61)),
    ("Tomas Vela", "technical", "Signed updates for our own tools", 55, (24,)),
    ("Lena Fischer", "technical", "Tiers of administrators in a directory", 90, (9, 37, 59)),
    ("Lena Fischer", "craft", "Labelling a rack so that others find their way", 40, (19, 23, 47)),
    ("Henrik Dahl", "business", "What an hour of ours costs", 60, (8, 13, 26, 38, 64)),
    ("Henrik Dahl", "craft", "Listening in a one-on-one", 45, (20,)),
    ("Priya Nair", "craft", "Short mails that need no second one", 60, (6, 15, 22, 33, 54)),
    (
        "Maya Lindqvist",
        "business",
        "How dentists are paid, and when they are busy",
        80,
        (5, 34, 62),
    ),
    ("Sam Okafor", "technical", "Passkeys in a mixed fleet", 60, (16,)),
)
# What Jonas timed and has not said yet what it taught him.
UNNAMED = (
    ("Backup of cloud mail, third evening", 50, 18),
    ("Backup of cloud mail, last evening", 45, 4),
)
LESSONS = (
    ("Aisha Karim", 2, "Two lifetimes make one cut a day", "A tunnel that cuts out at the same "
     "time "
     "every day has two ends that disagree about the key. Before changing anything else, compare "
     "both lifetimes; the shorter one wins for both.", "A ticket about a VPN",
     "VPN drops at a fixed time"),
    ("Lena Fischer", 5, "A full profile looks like a slow network", "Sign-in took four minutes, "
     "and "
     "the line was blamed for a week. The profile held 40 GB of downloads. Look at the size of the "
     "profile first: it takes ten seconds.", "A ticket about slow sign-in", ""),
    ("Jonas Berg", 12, "The restore needed the old password", "The archive opened only with the "
     "key of the year before. Since then the key's date stands in the name of the archive.",
     "A restore test", "Test restore"),
    ("Priya Nair", 16, "“Soon” is no time", "Three people called back because I had written soon. "
     "Say a time, even a late one; they plan with it.", "A talk with a client", ""),
    ("Tomas Vela", 27, "A certificate ends on a Sunday", "Renewal jobs that run on working days "
     "miss the ones that end at the weekend. Ask thirty days ahead, and look on Fridays.",
     "An alert", ""),
    ("Henrik Dahl", 41, "Ask before the year is planned", "Two clients had bought machines the "
     "week "
     "before our meeting. The road map comes first, then their budget.", "A road map meeting",
     "Road map meeting"),
    ("Sam Okafor", 58, "Old phones and passkeys", "Before switching anybody, list the phones. Two "
     "of nine needed a key of metal instead.", "A trial", ""),
    ("Aisha Karim", 83, "The printer was right", "It said offline because its address had been "
     "given to a camera. Reserve addresses for what people print on.", "A ticket", ""),
    ("Ruth Osei", 110, "Count on the first, not on the last", "Machines that arrive on the last "
     "day were billed a month late. Counting on the first of the month fits how they buy.",
     "The books", "Invoices go out"),
    ("Jonas Berg", 171, "Shadow copies are no backup", "They lived on the disk that died.",
     "A ticket about a server", "Test restore"),
    ("Maya Lindqvist", 236, "A no in writing is kind", "We wrote down what the client decided "
     "against, and why. A year later they thanked us for it.", "A course about hard talks", ""),
)  # fmt: skip
# Procedure, who, days ago begun, client or what about, how it ended.
RUNS = (
    ("troubleshooting-log", "Aisha Karim", 4, "Fjord Architects", "asks"),
    ("troubleshooting-log", "Lena Fischer", 8, "Elm Street Clinic", "good"),
    ("talking-with-vendors", "Tomas Vela", 9, "Delta Freight", "good"),
    ("vpn-drops-at-a-fixed-time", "Aisha Karim", 10, "Northgate Legal", "good"),
    ("troubleshooting-log", "Sam Okafor", 13, "Ivory Print", "open"),
    ("a-new-laptop-ready-in-an-hour", "Lena Fischer", 15, "Cedar Accounting", "asks"),
    ("urgent-update", "Lena Fischer", 18, "Grove Insurance", "good"),
    ("talking-with-vendors", "Jonas Berg", 19, "Harbor Dental", "left"),
    ("invoices-go-out", "Ruth Osei", 20, "", "good"),
    ("server-down", "Henrik Dahl", 24, "Oak & Iron", "asks"),
    ("a-new-laptop-ready-in-an-hour", "Tomas Vela", 25, "Hill Museum", "open"),
    ("troubleshooting-log", "Tomas Vela", 26, "Bluebird Bakery", "good"),
    ("invoices-go-out", "Ruth Osei", 50, "", "good"),
    ("troubleshooting-log", "Jonas Berg", 38, "Lakeview School", "good"),
    ("talking-with-vendors", "Aisha Karim", 44, "Fjord Architects", "good"),
    ("a-new-laptop-ready-in-an-hour", "Lena Fischer", 52, "Grove Insurance", "asks"),
    ("urgent-update", "Tomas Vela", 61, "Lakeview School", "good"),
    ("troubleshooting-log", "Lena Fischer", 66, "Dr. Patel", "left"),
    ("invoices-go-out", "Ruth Osei", 81, "", "good"),
    ("vpn-drops-at-a-fixed-time", "Sam Okafor", 88, "Harbor Dental", "good"),
    ("invoices-go-out", "Ruth Osei", 111, "", "good"),
    ("new-colleague", "Henrik Dahl", 160, "", "asks"),
    ("troubleshooting-log", "Jonas Berg", 190, "Cedar Accounting", "good"),
    ("server-down", "Aisha Karim", 221, "Delta Freight", "asks"),
    ("new-managed-client", "Ruth Osei", 243, "Ivory Print", "asks"),
    ("urgent-update", "Lena Fischer", 276, "Oak & Iron", "good"),
)
WISHES = {
    4: "Ask for the log of the other side too, before the first change.",
    15: "Say where the recovery key is stored for clients without a directory.",
    24: "Name who writes to the client while two of us work on the server.",
    52: "Take a picture of the old desk before unplugging anything.",
    160: "Plan the first lunch: on day one nobody was in.",
    221: "Put the vendor's number into the first step.",
    243: "Ask for the domain's owner on the first day, not on the tenth.",
}
# The step that a revision of long ago put in second place.
ADDED = {
    "server-down": "Find the vendor’s number and the contract, before you need them",
    "new-colleague": "Put lunch on day one into everybody’s calendar",
}
