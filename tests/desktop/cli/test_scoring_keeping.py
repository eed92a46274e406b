"""`rubric mark`, `rubric check` and `rubric report`: what a person says about a scoring table, one line after the other."""

YEAR = ("--year", "2026")


def test_two_marks_of_a_bundled_table_stand_in_one_record(call, branch_dir) -> None:
    where = ("--data-dir", branch_dir, "--json")
    call("rubric", "mark", "checklist", "3", "--points", "4", "--reason", "缺一项", *YEAR, *where)
    answer = call("rubric", "mark", "checklist", "4", "--points", "18", "--reason", "推迟", *YEAR, *where)

    marked = {item["number"]: item["marked"] for item in answer.json["items"] if item["marked"] is not None}
    assert marked == {"3": 4, "4": 18}
    assert len(call("list", "rubric", *where).json) == 1
    assert call("score", "checklist", *YEAR, *where).json["items"][2]["state"] == "marked"


def test_what_is_looked_at_is_changed_and_an_unknown_check_is_refused(call, branch_dir) -> None:
    where = ("--data-dir", branch_dir, "--json")
    answer = call(
        "rubric", "check", "checklist", "3", "--checks", "annual_plan，annual_summary", *YEAR, *where
    )
    assert answer.json["items"][2]["checks"] == ["annual_plan", "annual_summary"]

    refused = call("rubric", "check", "checklist", "3", "--checks", "天气", *YEAR, *where)
    assert (refused.code, refused.json["error"]["code"]) == (1, "unknown_check")
    assert call("rubric", "check", "checklist", "3", "--none", *YEAR, *where).json["items"][2]["checks"] == []
    assert call("rubric", "check", "checklist", "3", *YEAR, *where).code == 2


def test_the_reported_table_is_chosen_and_is_the_one_scored_without_a_name(call, branch_dir) -> None:
    where = ("--data-dir", branch_dir, "--json")
    assert call("score", *YEAR, *where).json["rubric"] == "standard"
    chosen = call("rubric", "report", "checklist", *YEAR, *where).json

    assert call("score", *YEAR, *where).json["rubric"] == chosen["rubric"]
    assert [each["title"] for each in call("rubric", "list", *where).json if each["is_reported"]] == [
        "基层党建工作考核清单"
    ]
