"""What Northlight's clients said, asked and decided in a year of looking ahead."""

# For most clients, in turn: how they answered, meeting after meeting (the oldest first).
ANSWERS: dict[str, tuple[str, ...]] = {
    "direction": (
        "Steady; two good orders in hand.",
        "Growing slowly, against our own forecast.",
        "Growing; we turn work away in spring.",
        "Steady. The market is careful.",
        "A little smaller than last year, by choice.",
    ),
    "people": ("One joins in spring.", "Nobody joins, nobody leaves.", "Two join before summer."),
    "one-year": (
        "The same people with less overtime.",
        "A second site that works like the first.",
        "Rid of paper in the back office.",
    ),
    "five-years": ("Handed over to the next generation.", "Known in the whole county."),
    "downtime": ("Half a day, if it is not a Monday.", "Four hours.", "One hour, then we stop."),
    "budget": (
        "Made in October; technology is about three per cent.",
        "Made in January; nobody wrote technology down before.",
    ),
    "friction": (
        "Signing in three times every morning.",
        "The printers, always the printers.",
        "Scanning takes longer than reading.",
    ),
    "data": ("The job files; a day could be redone.", "The ledger; an hour at most."),
    "decides": ("We two, over lunch.", "The board, twice a year."),
    "first-call": ("When a new person joins.", "Before we sign anything with a screen."),
}
HARBOR: dict[str, tuple[str, str, str, str]] = {
    "direction": (
        "Steady; the annex stands half empty.",
        "Growing: a third dentist from September.",
        "Growing; the annex is full on three days.",
        "Growing. We would like to open on Saturdays.",
    ),
    "people": (
        "Nobody joins this year.",
        "A dentist and a nurse in September.",
        "The nurse has started; a hygienist in spring.",
        "A hygienist in March, perhaps a second receptionist.",
    ),
    "one-year": (
        "Both surgeries booked on every weekday.",
        "Both surgeries full, and no evening work at the desk.",
        "Open on Saturdays without anybody working six days.",
        "Open on Saturdays without anybody working six days.",
    ),
    "five-years": (
        "The same house, a younger owner beside me.",
        "A younger partner who buys in.",
        "A partner, and a third surgery in the annex.",
        "A partner, and a third surgery in the annex.",
    ),
    "downtime": (
        "Half a day.",
        "Two hours; then we send people home.",
        "One hour since the X-rays are digital.",
        "One hour.",
    ),
    "budget": (
        "There is none; we pay what breaks.",
        "We try: made in October.",
        "Made in October; 24,000 for the year.",
        "Made in October; 26,000, if the annex goes on.",
    ),
    "friction": (
        "Printing after every update of the dental software.",
        "Printing after updates, less than before.",
        "Waiting for X-rays in the annex.",
        "X-rays in the annex open slowly.",
    ),
    "data": (
        "Patients' records; nothing may be lost.",
        "Records and X-rays; an hour could be redone.",
        "Records and X-rays; an hour could be redone.",
        "Records and X-rays; an hour could be redone.",
    ),
    "decides": ("I do.", "I do, and Mia is asked.", "Mia and I.", "Mia and I, together."),
    "first-call": (
        "When something is broken.",
        "When something is broken or bought.",
        "Before we change anything in the rooms.",
        "Before we decide anything about the annex.",
    ),
}
# Question, what is at stake, options (text, what follows, from, to), what follows from nothing.
Told = tuple[str, str, tuple[tuple[str, str, int, int], ...], str]
DECISIONS: tuple[Told, ...] = (
    (
        "Shall a second factor protect the mail of everybody?",
        "One guessed password opens all letters.",
        (("Yes, for all at once", "One week with more questions", 400, 700),),
        "Whoever guesses one password reads the mail.",
    ),
    (
        "Shall the old server room be cooled?",
        "In July it stood at 38 degrees.",
        (
            ("A small unit", "Quiet summers", 1900, 2600),
            ("Move the server to the cellar", "Two days without it", 900, 1500),
        ),
        "It may stop on the hottest day.",
    ),
    (
        "Shall we keep printers of one make?",
        "Three makes mean three kinds of toner and of trouble.",
        (("One make, as they fall due", "Fewer calls within a year", 0, 0),),
        "It goes on as it is.",
    ),
    (
        "Shall a second line be laid?",
        "Without the line nobody can work.",
        (("A second line by radio", "Work goes on when the cable is cut", 480, 720),),
        "A cut cable stops the house for a day or two.",
    ),
    (
        "Shall everybody get a place to keep passwords?",
        "They stand on notes under keyboards.",
        (("Yes, with an hour of teaching", "No notes any more", 300, 500),),
        "The notes stay.",
    ),
)
OURS = (
    "Send a quote with two ways to do it",
    "Show three people how to share files safely",
    "Ask the vendor when the contract ends",
    "Draw the plan of the network anew",
    "Try the second line on a Saturday",
    "Write down who may open what",
    "Look for a machine that can be lent",
)
THEIRS = (
    "Name somebody who learns the new phones",
    "Tell us who leaves and who joins",
    "Find the invoices of the old machines",
    "Ask the landlord about the cellar",
    "Send us the insurer's questions",
)
# What Harbor Dental and we said last: text, theirs, days until due, days late (None: open).
HARBOR_LAST: tuple[tuple[str, bool, int, int | None], ...] = (
    ("Find out what a line to the annex costs", False, 20, -4),
    ("Show the desk how to print after an update", False, 30, 5),
    ("Ask the landlord about a cable to the annex", True, 45, None),
)
REASONS_YES = ("It costs less than a day without work.", "We waited too long already.", "Go ahead.")
REASONS_NO = (
    "Not this year: the roof comes first.",
    "We live with it; ask us again in autumn.",
    "The old one does what we need.",
)
GOALS: dict[str, tuple[tuple[str, str, str], ...]] = {
    "Harbor Dental": (
        (
            "year",
            "Open on Saturdays without anybody working six days",
            "Saturday hours in the book",
        ),
        ("five", "A partner who buys in, and a third surgery in the annex", ""),
    ),
    "Oak & Iron": (
        ("year", "Drawings reach the workshop without paper", "no printed drawing in the hall"),
        ("five", "Our own furniture sold in three countries", ""),
    ),
    "Lakeview School": (("year", "Every pupil has a machine that works in the exam", ""),),
    "Northgate Legal": (
        ("year", "The annex works like the fifth floor", ""),
        ("five", "Twice the people in the same rooms", ""),
    ),
    "Cedar Accounting": (("year", "March without a single lost hour", "hours lost in March"),),
    "Fjord Architects": (
        ("year", "Models open anywhere as fast as here", ""),
        ("five", "A studio in Bergen", ""),
    ),
    "Hill Museum": (("five", "The whole archive can be read from anywhere", ""),),
    "Bluebird Bakery": (("year", "Orders from the cafés come in by themselves", ""),),
    "Delta Freight": (("year", "The night shift never waits for the day shift", ""),),
}
STEPS: dict[str, tuple[tuple[str, int, str, int, int], ...]] = {
    # Step, quarters from now, state, from, to.
    "Harbor Dental": (
        ("Saturday hours in phones and alarms", 0, "approved", 0, 0),
        ("Faster line to the annex", 1, "proposed", 1800, 2600),
        ("Room for a third surgery: cables and switch", 3, "proposed", 3200, 4800),
    ),
    "Oak & Iron": (
        ("Screens in the workshop", 1, "approved", 2400, 3000),
        ("Showroom line doubled", 2, "proposed", 500, 800),
    ),
    "Northgate Legal": (
        ("Annex on the same network", 0, "approved", 4200, 5600),
        ("Second factor for everybody", 1, "approved", 400, 700),
    ),
    "Lakeview School": (("Exam machines before the summer", 2, "approved", 21000, 27000),),
    "Cedar Accounting": (("A rehearsal of March in February", 0, "approved", 0, 0),),
    "Fjord Architects": (("Shared models over the new line", 1, "proposed", 2600, 3900),),
}
SIGNALS = (
    ("Harbor Dental", "asked", "whether to open the annex on Saturdays", 11),
    ("Harbor Dental", "invited", "their planning day for the third surgery", 64),
    ("Harbor Dental", "told", "that a hygienist starts in March", 88),
    ("Oak & Iron", "asked", "before they signed for the showroom", 12),
    ("Oak & Iron", "told", "that the founder will hand over", 133),
    ("Northgate Legal", "asked", "which case system to look at", 25),
    ("Northgate Legal", "invited", "the partners' day in spring", 210),
    ("Fjord Architects", "asked", "before they hired in Bergen", 9),
    ("Fjord Architects", "told", "about the tender they won", 76),
    ("Cedar Accounting", "asked", "whether to move the ledger", 75),
    ("Lakeview School", "invited", "the board's evening on exams", 62),
    ("Hill Museum", "told", "about the gift for the archive", 140),
    ("Dr. Patel", "asked", "before she chose the new phones", 34),
)
OWN_GOALS = (
    ("year", "No restore is older than a month, at any client", "proven restores"),
    ("year", "Everybody learns two hours a week, and it is in the book", "learning hours"),
    ("five", "Twelve people who go home on time", ""),
    ("five", "The firm runs well for a month without Maya", ""),
)
OWN_STEPS = (
    ("Restore tests in the week's plan", 0, "approved"),
    ("A second person for every procedure", 1, "approved"),
    ("An apprentice in autumn", 3, "proposed"),
)
# The three answers, the two decisions with what was chosen, the one action: one review each.
OWN_REVIEWS = (
    (
        (
            "The Monday stand-up; nobody wants to miss it.",
            "Evenings at the school. We said yes without asking who would go.",
            "Everybody learns in working hours. Not on the way yet.",
        ),
        (("Shall we take on work after eight in the evening?", "No"),
         ("Shall each of us get two hours a week to learn?", "Yes, in the calendar")),
        "Put the learning hours into the calendar",
    ),
    (
        (
            "Answering within the hour.",
            "Restore tests slip when the board is full.",
            "A tested restore everywhere. Half way.",
        ),
        (("Shall one of us test restores every Friday?", "Yes, in turn"),
         ("Shall we open an office in Uppsala?", "Not now")),
        "Write the Friday turn on the wall",
    ),
    (
        (
            "Meeting clients on Thursdays.",
            "Restores again: the turn was skipped when somebody was ill.",
            "A month without Maya. Henrik could run the day already.",
        ),
        (("Who stands in when the Friday tester is ill?", "Tomas"),
         ("Shall prices rise in January?", "Three per cent")),
        "Ask Tomas to stand in, and tell the team",
    ),
)  # fmt: skip
