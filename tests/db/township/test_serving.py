"""The overview on a real PostgreSQL: the same tables say the same, and nothing is called that nobody named."""

import json
from pathlib import Path

import pytest
from sqlalchemy import create_engine, inspect, text

from db.errors import LedgerError
from db.reports.document import texts_of
from db.services.branch import Branch
from db.services.trail import read_trail
from db.township.overview import lines_of, standings, transfers
from db.township.papers import bulletin, read_overview
from db.township.serving import (
    overview_source,
    place_of,
    read_from,
    serve,
    serve_quietly,
    served_standings,
    serving_to,
    stop_serving,
)
from db.township.tables import MEMBERS, METADATA, SIGNER
from db.township.taking_in import take_in
from db.township.units import expect
from tests.support.postgres import postgres, postgres_server
from tests.support.township import Reporter, make_township_folder, open_copy, some_snapshot

__all__ = ["postgres", "postgres_server"]
NUMBER = "330899197003010012"


def report(township: Branch, usb: Path, *numbers: int) -> list[Reporter]:
    reporters = [Reporter(township, number) for number in numbers]
    for each in reporters:
        snapshot = some_snapshot(township, each.number, numbers=[NUMBER])
        take_in(township, each.put(usb, snapshot), trust=True)
    return reporters


def test_postgresql_says_the_same_as_the_encrypted_file(township: Branch, usb: Path, postgres: str) -> None:
    report(township, usb, 1, 2, 3)
    expect(township, ["还没有上报的支部"])
    served = serve(township, postgres)
    assert (served.branches, served.changed) == (3, 3)
    there, stale_days = served_standings(postgres, township.today)
    assert there == standings(township.database.connection, township.today)
    assert stale_days == 35
    later = township.today.replace(month=11)
    assert served_standings(postgres, later)[0] == standings(township.database.connection, later)


def test_only_what_changed_is_sent_again_and_what_is_gone_goes_there_too(
    township: Branch, usb: Path, postgres: str
) -> None:
    one, two = report(township, usb, 1, 2)
    serve(township, postgres)
    assert serve(township).changed == 0
    take_in(township, two.put(usb))
    assert serve(township).changed == 1
    with township.database.transaction() as connection:
        for table in METADATA.sorted_tables:
            if "unit" in table.c:
                connection.execute(table.delete().where(table.c.unit == one.unit))
    assert (serve(township).branches, len(served_standings(postgres, township.today)[0])) == (1, 1)


def test_names_and_numbers_of_members_never_get_there(township: Branch, usb: Path, postgres: str) -> None:
    report(township, usb, 1)
    serve(township, postgres)
    engine = create_engine(postgres)
    with engine.connect() as connection:
        tables = inspect(connection).get_table_names()
        assert MEMBERS.name not in tables
        assert SIGNER.name not in tables
        held = json.dumps(
            [
                [str(value) for value in row]
                for table in tables
                for row in connection.execute(text(f"SELECT * FROM {table}"))
            ],
            ensure_ascii=False,
        )
    engine.dispose()
    assert "党员10" not in held
    assert NUMBER[-4:] not in held
    assert "主题党日" in held


def test_the_address_is_remembered_without_the_password_being_shown(
    township: Branch, usb: Path, postgres: str
) -> None:
    report(township, usb, 1)
    password = postgres.split("@", maxsplit=1)[0].rpartition(":")[2]
    serve(township, postgres)
    assert "已送到数据库" in serve_quietly(township)
    shown = [serving_to(township), serve_quietly(township), *(str(each) for each in read_trail(township))]
    assert all(password not in each for each in shown)
    assert any("汇总送到数据库" in each for each in shown)
    stop_serving(township)
    assert serve_quietly(township) == ""


def test_a_database_that_does_not_answer_stops_nothing_and_shows_no_password(
    township: Branch, usb: Path
) -> None:
    url = "postgresql+psycopg://keeper:geheim@127.0.0.1:1/none"
    with pytest.raises(LedgerError) as refused:
        serve(township, url)
    assert refused.value.code == "database_unreachable"
    assert "geheim" not in refused.value.message
    assert serving_to(township) == ""


def test_one_database_belongs_to_one_township(
    township: Branch, township_template: Path, tmp_path: Path, usb: Path, postgres: str
) -> None:
    serve(township, postgres)
    make_township_folder(tmp_path / "made")
    other = open_copy(tmp_path / "made", tmp_path / "other")
    with pytest.raises(LedgerError) as refused:
        serve(other, postgres)
    other.close()
    assert refused.value.code == "other_township"


def test_another_pc_shows_and_prints_what_the_first_one_serves(
    township: Branch, usb: Path, postgres: str, tmp_path: Path
) -> None:
    report(township, usb, 1, 2)
    serve(township, postgres)
    make_township_folder(tmp_path / "made")
    second = open_copy(tmp_path / "made", tmp_path / "second")
    assert read_overview(second).standings == ()
    assert read_from(second, postgres) == place_of(postgres)
    assert read_overview(second).standings == read_overview(township).standings
    assert texts_of(bulletin(second, "2026-06"))[1:3] == texts_of(bulletin(township, "2026-06"))[1:3]
    with overview_source(second) as connection:
        unit = read_overview(second).standings[0].uid
        assert lines_of(connection, unit, "duties")
        assert lines_of(connection, unit, "members") == ()
        assert transfers(connection) == ()
    read_from(second, None)
    assert read_overview(second).standings == ()
    second.close()


def test_a_database_that_shows_nothing_is_not_remembered(township: Branch, postgres: str) -> None:
    with pytest.raises(LedgerError):
        read_from(township, postgres)
    assert read_overview(township).standings == ()


def test_reading_where_no_overview_stands_is_one_sentence(postgres: str, township: Branch) -> None:
    with pytest.raises(LedgerError) as refused:
        served_standings(postgres, township.today)
    assert refused.value.code == "database_unreachable"


@pytest.mark.parametrize(
    "url",
    [
        "sqlite:///x.db",
        "mysql://a:b@c/d",
        "http://example.org/x",
        "",
        "postgresql+psycopg://a:b@c",
        "postgresql+asyncpg://a@b/c",
    ],
)
def test_addresses_of_other_kinds_are_refused_before_anything_is_called(township: Branch, url: str) -> None:
    with pytest.raises(LedgerError) as refused:
        serve(township, url)
    assert refused.value.code in ("invalid_database", "no_database")


def test_the_place_is_shown_without_password_and_options() -> None:
    assert place_of("postgresql://u:pw@h:1/d?sslkey=x") == "postgresql+psycopg://u@h:1/d"
