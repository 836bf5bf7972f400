"""Crown: good people, good work, and a firm that does well by doing right.

What the firm stands for is one page that each person reads and dates. People talk with their lead
at an interval they agreed, set goals for a quarter and look back on exactly those, thank each other
by name for a piece of work, and go home on time. Each client and each vendor has somebody on our
side. Once a quarter clients and colleagues are asked two questions, and nobody can tell who said
what.

A pairing is two people who meet one to one; a goal sheet is one person's goals for one quarter; a
trust check is the two questions put to one audience; a seat is one person asked; the box holds the
answers sealed until they are counted.
"""
