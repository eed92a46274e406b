"""Rules as pure functions of facts and a day. They read no database and never propose a back-dated record.

What belongs to one subject stands in its package (`admission`, `affiliation`, `care`, `dues`, `election`, `life`,
`study`); what all share stands here: the facts and their gathering (which alone reads), the year, duties, reminders.
"""
