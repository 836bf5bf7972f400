"""Procedures about speaking, planning and each other: Throat, Third Eye and Crown."""

from nadi.learning.starters.shape import Starter

PEOPLE = (
    Starter(
        "monday-stand-up",
        "Monday stand-up",
        5,
        "A quarter of an hour, standing, everybody. It begins with thanks.",
        ("weekly",),
        """Begin with last week’s kudos
Each says what they finish this week, in one breath
Name what stands in somebody’s way, and who helps
Look at clients that need care this week
Read one lesson of last week aloud
Say who is on call and who is away
End on time""",
    ),
    Starter(
        "working-in-real-time",
        "Working in real time",
        5,
        "For every piece of work, so that what we write is still true when we write it.",
        ("craft", "daily", "tickets"),
        """Take the next ticket: the highest priority, then the oldest
Start the timer before you touch anything
Read the whole story
Tell the client that you have it, and when they hear next
Do one thing at a time; what comes up becomes its own ticket
Write what you did, as the client may read it
> What, why, and what they will notice.
Stop the timer, and say what happens next and when
Take the next""",
    ),
    Starter(
        "talking-with-vendors",
        "Talking with a vendor’s support",
        5,
        "Before, during and after a call for which we pay in time.",
        ("tickets", "vendors"),
        """Collect version, serial number, contract and what you have tried
Begin the troubleshooting log
Write down name, case number and time
Repeat what they ask you to change before you change it
Ask what it can break, and how it is undone
Agree who does what until when
Write it on the ticket, and tell the client""",
    ),
    Starter(
        "road-map-meeting",
        "Road map meeting",
        6,
        "Every quarter with every managed client: their business first, technology after.",
        ("clients", "quarterly"),
        """Two weeks before, agree the time with who decides
One week before, send the page with what we kept and what we see coming
Ask how their business is, and listen
Go through what changed since the last time
Look at the next twelve months, then at five years
Look at what falls due this year: machines, contracts, licences
Name the risks, and what they decided not to do
Ask what would make us more useful
Agree the next date before you leave
Send the notes within two days, and make a ticket of every promise""",
    ),
    Starter(
        "new-colleague",
        "A new colleague’s first two weeks",
        7,
        "Nobody is thrown into the water. Begin a week before the first day.",
        ("people", "onboarding"),
        """Send the job description and the plan of two weeks
Prepare desk, machine, keys and every login
Name who walks beside them
Day one: welcome, papers, log in everywhere together, lunch with the team
Let them read our procedures, and ask what is unclear
> Each question is a wish for a procedure. Write it down.
Let them watch three colleagues work
Let them work while somebody watches
Agree what they learn in the first quarter
Ask after one week how it is, and after two
Plan talks after thirty, sixty and ninety days""",
    ),
    Starter(
        "colleague-leaves",
        "A colleague leaves",
        7,
        "Quickly, completely, and kindly.",
        ("people",),
        """Agree with them who is told what and when
Close their access within the hour after their last
Change what they knew: shared passwords of us and of every client they served
Hand over tickets, procedures, trials and promises they kept
Collect machine, keys and cards
Tell clients who knew them by name, and whom they have now
Talk with them: what should we do better?""",
    ),
)
