"""The thirty-one tickets that are open when the story is told: one line each."""

from __future__ import annotations

from dataclasses import dataclass

from nadi.desk.models import Board, Source
from nadi.desk.rules.statuses import Status


@dataclass(frozen=True, slots=True)
class Told:
    """One open ticket. `opened` and `since` are business hours back, `due` hours ahead."""

    title: str
    words: str
    asker: str
    status: Status = Status.READY
    priority: int = 3
    opened: float = 6.0
    since: float = 1.0
    board: str = Board.HELP_DESK
    source: str = Source.MAIL
    client: str = ""
    owner: str = ""
    device: str = ""
    due: float | None = None
    step: str = ""
    note: str = ""
    answer: str = "Thank you, I have read it. You hear from us when we begin."
    what_is_down: str = ""
    estimate: int = 60
    kind: str = "reactive"
    word: float | None = None


N, A, R, S = Status.NEW, Status.ACKNOWLEDGED, Status.READY, Status.SCHEDULED
W, C, V, E = (
    Status.IN_PROGRESS, Status.WAITING_CLIENT, Status.WAITING_VENDOR, Status.ESCALATED,
)  # fmt: skip
M, T = Board.MACHINES, Board.TEAM

OPEN: tuple[Told, ...] = (
    # -- Help desk: eighteen ----------------------------------------------------------------------
    Told("VPN drops at noon",
         "Since Friday the VPN cuts out around noon for everybody in the annex. We cannot reach "
         "the case files until we sign in again.",
         "Sara Holm", N, 2, opened=0.8, since=0.8, device="FW-NG1", answer=""),
    Told("New hire starts Monday: Elin Berg", "Please prepare a place for Elin.",
         "Tom Reed", C, 3, opened=20, since=9, owner="Aisha Karim", due=30,
         step="Tom promised the list", kind="change", estimate=180,
         answer="Please send the list of programs and rights, then we prepare it."),
    Told("Outlook asks for password every hour", "It is the same for all three of us.",
         "Front desk", S, 3, opened=14, since=5, owner="Aisha Karim", due=20, step="Visit"),
    Told("Label printer prints blank", "The labels come out white. New roll, same thing.",
         "Mia Chen", R, 4, opened=30, since=16, estimate=30),
    Told("Sign on to the case system fails", "Two of five cannot sign in since this morning.",
         "Peter Grant", W, 2, opened=3, since=1, owner="Jonas Berg", word=1.5,
         step="Compare the groups of those two", note="Both moved floors last week."),
    Told("Projector in room 4 stays dark", "It blinks red three times.", "Karin Lund", R, 3,
         opened=9, since=6, estimate=40),
    Told("Laptops for the new class", "Twelve, from the storage, for the first of next month.",
         "Ola Nyström", S, 4, opened=60, since=20, owner="Lena Fischer", due=48, kind="change",
         step="Set up at the school", estimate=900),
    Told("Offer file was overwritten", "The one from Tuesday would be enough.", "Ines Olin", R, 3,
         opened=5, since=3, estimate=20),
    Told("X-ray viewer very slow", "Since the update every picture takes a minute.",
         "Dr. Anna Falk", V, 2, opened=26, since=12, owner="Tomas Vela", due=40,
         step="Dentalis looks at the log"),
    Told("Colour is wrong on the big press", "The red is orange. Only from two computers.",
         "Lars Elfving", R, 3, opened=11, since=7),
    Told("Headset has no microphone", "Calls work, nobody hears me.", "Mia Chen", R, 4, opened=18,
         since=10, estimate=20),
    Told("Move the archive to the new disk", "No hurry, but before the audit in spring.",
         "Peter Grant", R, 4, opened=150, since=30, kind="project", estimate=1200),
    Told("Restart the class room computers",
         "You asked for it three weeks ago. Please wait until the exams are over.", "Karin Lund", R,
         4, opened=28, since=20, kind="proactive", estimate=30),
    Told("Teams rings on all phones at once", "It did not before.", "Tom Reed", A, 3, opened=4,
         since=1.2, owner="Sam Okafor", step="Read the call rules"),
    Told("Invoice program wants an update", "Shall I press yes?", "Front desk", A, 3, opened=2.5,
         since=1, owner="Lena Fischer", step="Ask the vendor what it changes"),
    Told("Wi-Fi weak in the sports hall", "At the far end it comes and goes.", "Ola Nyström", C, 3,
         opened=34, since=20, owner="Tomas Vela", due=-5, step="When may we come in?"),
    Told("Cannot print from the tablet", "The phone prints, it does not.", "Ines Olin", W, 3,
         opened=12, since=4.5, owner="Aisha Karim"),
    Told("Backup disk at home?", "May I take one home, just in case?", "Dr. Anna Falk", R, 3,
         opened=7, since=5, estimate=15),
    # -- From machines: six -----------------------------------------------------------------------
    Told("Server DC-LV1 does not answer", "DC-LV1 was silent too long.", "", W, 1, opened=0.7,
         since=0.5, board=M, source=Source.MONITORING, client="Lakeview School", device="DC-LV1",
         owner="Jonas Berg", what_is_down="server", word=0.3, step="Drive there with a spare disk",
         answer="The server is down. I am on it and tell you by then.", estimate=120),
    Told("Backup failed 3 nights: FS02", "No good backup of FS02 since three nights.", "", R, 2,
         opened=6, since=2, board=M, source=Source.BACKUPS, client="Harbor Dental", device="FS02",
         answer=""),
    Told("Disk above 85 % on APP-DF1", "Disk /var of APP-DF1 is 87 % full.", "", R, 3, opened=10,
         since=8, board=M, source=Source.MONITORING, client="Delta Freight", device="APP-DF1",
         answer="", estimate=40),
    Told("Certificate ends in 12 days", "The certificate of the booking page ends soon.", "", S, 3,
         opened=16, since=10, board=M, source=Source.MONITORING, client="Juniper Hotel", due=26,
         owner="Sam Okafor", answer="", step="Renew", estimate=30),
    Told("Memory above 95 % on APP-CA1", "Memory of APP-CA1 stays above 95 %.", "", V, 3, opened=22,
         since=14, board=M, source=Source.MONITORING, client="Cedar Accounting", device="APP-CA1",
         owner="Jonas Berg", due=30, answer="", step="Memory is ordered"),
    Told("Service stopped: sync", "The sync service of FS-FA1 stopped twice.", "", N, 3, opened=1,
         since=1, board=M, source=Source.MONITORING, client="Fjord Architects", device="FS-FA1",
         answer=""),
    # -- From the team: seven ---------------------------------------------------------------------
    Told("Write down how the new phones are set up", "Three of us did it three ways.", "", R, 4,
         opened=40, since=24, board=T, source=Source.STAFF, client="Oak & Iron", answer="",
         kind="documentation", estimate=120),
    Told("Firewall rules of the annex need order", "Found while looking for the VPN.", "", R, 3,
         opened=8, since=6, board=T, source=Source.TECHNICIAN, client="Northgate Legal", answer="",
         kind="proactive", estimate=180),
    Told("Old server room key", "Who has it? The landlord asks.", "", A, 4, opened=5, since=3.2,
         board=T, source=Source.BACK_OFFICE, client="Hill Museum", owner="Sam Okafor", answer="",
         estimate=15),
    Told("Replace the switch in the workshop", "It is eleven years old.", "", S, 3, opened=44,
         since=20, board=T, source=Source.TECHNICIAN, client="Oak & Iron", due=50,
         owner="Tomas Vela", answer="", kind="change", step="Saturday morning", estimate=240),
    Told("Test the standby line", "Not tested for long.", "", R, 3, opened=30, since=18, board=T,
         source=Source.STAFF, client="Delta Freight", answer="", kind="proactive", estimate=60),
    Told("Order toner before the exhibition", "They open on the first.", "", V, 4, opened=20,
         since=10, board=T, source=Source.BACK_OFFICE, client="Hill Museum", due=36,
         owner="Ruth Osei", answer="", step="Nordprint delivers", estimate=20),
    Told("Label the patch panel", "Nobody knows which socket is which.", "", R, 4, opened=70,
         since=26, board=T, source=Source.TECHNICIAN, client="Elm Street Clinic", answer="",
         kind="proactive", estimate=120),
)  # fmt: skip
