"""Procedures about agreements and about learning: Root and Sacral."""

from nadi.learning.starters.shape import Starter

OURSELVES = (
    Starter(
        "how-we-write-procedures",
        "How we write procedures",
        2,
        "Whenever we have done something twice, or somebody asks how it is done.",
        ("writing",),
        """Look whether one exists already
> One policy, one document. If it exists, ask for a change there instead.
Name the one thing it is about
> A verb and a thing: “Test a restore”, not “Backups”.
Say in two sentences when it is used and why
Write the steps as somebody would do them who is new here
> One act a step. What needs explaining goes into the hint below it.
Leave out names of people and clients
> Roles stay when people go.
Give it an owner and a date to be read again
Let somebody else run it once and watch
> Where they stop is where a step is missing.
Publish it, and tell the others where it is""",
    ),
    Starter(
        "exceptions-to-procedures",
        "When a procedure does not fit",
        2,
        "When a client, a machine or a day asks for something else than we agreed.",
        ("writing",),
        """Stop before doing it another way
Ask the owner of the procedure, or who leads today
Write on the ticket what you do instead, and why
Say until when the exception holds, and who looks at it then
Ask for the procedure to be changed if it would not fit the next time either""",
    ),
    Starter(
        "troubleshooting-log",
        "Troubleshooting log",
        2,
        "For every server we build, every call to a vendor’s support, and whenever half an hour "
        "went by without a step forward. A quarter of an hour for those who are new.",
        ("craft", "tickets"),
        """Write what is wrong in one sentence, and since when
Write what was changed lately, by us or by others
Write each thing you see under “observed”
Write each thing you believe under “assumed”, and how it could be shown wrong
Change one thing at a time, and write it under “changed”
> Put it back when it did not help.
Call somebody after thirty minutes without a step forward
> They read the log first. Often the answer is in it.
When it is solved, write the cause in one sentence
Share the lesson from the ticket""",
    ),
    Starter(
        "trying-something-new",
        "Trying something new",
        2,
        "Before any product, tool or technique goes to a client.",
        ("technology",),
        """Write what we believe it will do, so that it can turn out wrong
Name one owner, and a day to decide within six months
Try it on ourselves first
Write what it costs: money, hours, and what it ties us to
Ask two colleagues who did not choose it
Decide on the day: adopt, try on until another day, or hold
> A no is as good a decision as a yes.
Write the reason for whoever asks in a year
If we adopt it, write how we use it""",
    ),
    Starter(
        "new-managed-client",
        "New managed client",
        1,
        "From the signature to the first quiet week. Aim for two days until everything watches.",
        ("clients", "onboarding"),
        """Check that the agreement is signed by both and filed
Write the client’s name the same way everywhere
> Here, in the books, in the backup and in the vendors’ portals.
Set up how they pay, and collect setup and first month
> Technical steps begin after this. An exception is the owner’s, in writing.
Name who on our side owns the relation
Enter sites, contacts, and who may decide
Put the agent on every machine they named
Compare the count of machines with the count on the agreement
Check that each machine reports, and approve it
See that every machine has protection that is current
Bring every system they cannot lose under backup
> Ask them which those are. Do not guess.
Test the first restore, and open what came back
Collect passwords and vendors into the vault and the list
Write down their network: lines, addresses, what stands where
List what falls short of our standard, for the road map
Send the welcome letter: how to reach us, and what happens then
Plan the monthly maintenance and the first road map meeting
Tell the whole team who they are and what matters to them""",
    ),
    Starter(
        "client-leaves",
        "A client leaves",
        1,
        "From the notice to the last key. They should leave speaking well of us.",
        ("clients",),
        """Record the notice: from whom, when, last day
Tell the team, kindly
Write to the client what happens next
> What we hand over, what costs extra, what stops on the last day.
Agree how work until then is paid, in advance
Count machines and people for the last invoice
Export their documentation, whole
Transfer licences, domains and accounts to their name
Offer the next provider a call, and help them
Remove agent and protection, with a warning in writing what stops
Remove our access everywhere, and note who removed it
Pay back what was paid for time after the last day
Write down what we learned""",
    ),
)
