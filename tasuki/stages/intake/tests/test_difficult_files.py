"""Files as they are: other encodings, broken rows, mistakes. One bad row costs one row."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasuki.records.models import Lead
from tasuki.stages.intake.importing.opening import Opened, lines_of, open_file
from tasuki.stages.intake.importing.refusals import UnusableFile
from tasuki.stages.intake.importing.rows import Broken, header_of, records
from tasuki.stages.intake.tests.conftest import Bring

JAPANESE = "メールアドレス,会社名,備考\nmisaki@example.co.jp,㈱髙橋製作所～,①資料請求\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932", "utf-16", "utf-16-le", "utf-16-be"])
def test_the_encoding_is_found(bring: Bring, encoding: str) -> None:
    outcome = bring("leads", JAPANESE, encoding=encoding)
    assert outcome.created == 1
    lead = Lead.objects.get()
    assert (lead.company_name, lead.fields) == ("㈱髙橋製作所～", {"備考": "①資料請求"})


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(bring: Bring, delimiter: str) -> None:
    text = 'Email,"Name, full"\na@acme.com,Anna\n'.replace(",", delimiter).replace(
        f"Name{delimiter}", "Name,"
    )
    assert bring("leads", text).created == 1


def test_excels_delimiter_line_is_no_row(bring: Bring) -> None:
    outcome = bring("leads", "sep=;\r\nEmail;Name\r\na@acme.com;Anna, the buyer\r\n")
    assert (outcome.rows, Lead.objects.get().name) == (1, "Anna, the buyer")


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "empty"),
        (b"\n\n", "empty"),
        (b"PK\x03\x04rest of a workbook", "Excel"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "Excel"),
        (b"%PDF-1.7", "PDF"),
        ("Name,Email\nJosé Müller,j@acme.com\nRenée,r@acme.com\n".encode("cp1252"), "byte 14"),
        ("Name,Email\nJosé,j@acme.com\n".encode("utf-16")[:-1], "byte"),
    ],
)  # fmt: skip
def test_what_is_no_csv_is_refused_with_a_reason(bring: Bring, content: bytes, says: str) -> None:
    with pytest.raises(UnusableFile, match=says) as refused:
        bring("leads", content)
    assert refused.value.exit_code == 2
    assert not Lead.objects.exists()


def test_a_mapping_may_name_an_encoding_that_cannot_be_found_out(bring: Bring) -> None:
    from tasuki.stages.intake.importing.plan import mapping_of

    content = "Name,Email\nJosé Müller,j@acme.com\n".encode("cp1252")
    bring("leads", content, mapping=mapping_of({"encoding": "cp1252"}))
    assert Lead.objects.get().name == "José Müller"


def test_an_encoding_that_somebody_names_and_that_does_not_fit_is_refused(bring: Bring) -> None:
    from tasuki.stages.intake.importing.plan import mapping_of

    for encoding in ("utf-16", "ascii", "utf-32"):
        with pytest.raises(UnusableFile, match="byte"):
            bring("leads", "Name,Email\n高橋,j@acme.com\n", mapping=mapping_of({"encoding": encoding}))


def test_a_header_without_rows_is_an_import_of_nothing(bring: Bring) -> None:
    assert bring("leads", "Email,Name\n").rows == 0


def rows_with(broken: str, around: int = 1_000) -> str:
    good = [f"a{number}@acme.com,Name {number},note" for number in range(around)]
    return "\n".join(["Email,Name,Note", *good[: around // 2], broken, *good[around // 2 :], ""])


@pytest.mark.parametrize(
    "broken",
    [
        'x@acme.com,"never closed,note',
        '"x@acme.com,Name,note',
        "x@acme.com,Name",
        "x@acme.com,Name,note,surplus",
        "just some text",
        'x@acme.com,"Name"" ,no"te"',
    ],
)
def test_one_broken_row_costs_that_row_and_no_other(bring: Bring, broken: str) -> None:
    outcome = bring("leads", rows_with(broken))
    assert (outcome.rows, outcome.created, outcome.rejected) == (1_001, 1_000, 1)
    assert outcome.rejects[0].line == 502


def test_two_unclosed_quotes_cost_two_rows(bring: Bring) -> None:
    text = rows_with('x@acme.com,"open,note') + 'y@acme.com,"open,note\nz@acme.com,Zoe,"closed"\n'
    outcome = bring("leads", text)
    assert (outcome.created, outcome.rejected) == (1_001, 2)


def test_a_few_bytes_of_another_encoding_cost_their_rows(bring: Bring) -> None:
    good = "".join(f"a{number}@acme.com,高橋,メモ\n" for number in range(200))
    content = ("Email,Name,Note\n" + good).encode() + b"x@acme.com,caf\xe9,note\n" + b"y@acme.com,ok,note\n"
    outcome = bring("leads", content)
    assert (outcome.created, outcome.rejected) == (201, 1)
    assert "encoding" in outcome.as_json()["rejects"][0]["reason"]


def test_a_japanese_file_with_a_broken_byte_is_still_japanese(bring: Bring) -> None:
    good = "".join(f"a{number}@acme.com,高橋　美咲,資料を請求しました\n" for number in range(200))
    content = ("Email,Name,Note\n" + good).encode("cp932") + b"x@acme.com,\x81,note\n"
    outcome = bring("leads", content)
    assert (outcome.encoding, outcome.created, outcome.rejected) == ("cp932", 200, 1)


def test_nul_bytes_blank_lines_and_rows_of_nothing_do_no_harm(bring: Bring) -> None:
    outcome = bring("leads", b"Email,Name\r\na@acme.com,An\0na\r\n\r\n,,\r\n,\r\nb@acme.com,Ben\r\n")
    assert (outcome.rows, outcome.created) == (2, 2)
    assert Lead.objects.get(email="a@acme.com").name == "Anna"


def test_cells_may_hold_lines_quotes_and_delimiters(bring: Bring) -> None:
    bring("leads", 'Email,Message,Size\na@acme.com,"first, ""second""\nthird",5" pipe\n')
    lead = Lead.objects.get()
    assert lead.message == 'first, "second"\nthird'
    assert lead.fields == {"Size": '5" pipe'}


def test_a_text_too_long_for_its_field_is_kept_whole_beside_it(bring: Bring) -> None:
    long = "部長" * 300
    bring("leads", f"Email,Title\na@acme.com,{long}\n")
    lead = Lead.objects.get()
    assert (len(lead.title), lead.fields["Title"]) == (200, long)


def test_an_endless_cell_costs_its_row(bring: Bring) -> None:
    outcome = bring("leads", f"Email,Title\na@acme.com,{'x' * 2_000_000}\nb@acme.com,ok\n")
    assert (outcome.created, outcome.rejected) == (1, 1)


def test_a_line_without_end_does_not_fill_the_memory(tmp_path: Path) -> None:
    path = tmp_path / "endless.csv"
    path.write_bytes(b"a,b\n" + b"x" * 20_000_000 + b"\n1,2\n")
    lengths = [len(line) for line in lines_of(open_file(path))]
    assert max(lengths) < 11_000_000
    assert lengths[-1] == 4


def test_cells_that_a_spreadsheet_would_run_are_text_here(bring: Bring) -> None:
    bring("leads", 'Email,Name,Company\na@acme.com,"=HYPERLINK(""http://x"")",+Plus\n')
    assert (Lead.objects.get().name, Lead.objects.get().company_name) == ('=HYPERLINK("http://x")', "+Plus")


cells = st.text(st.characters(codec="utf-8", exclude_characters="\0\r"), max_size=12)
tables = st.integers(2, 5).flatmap(
    lambda width: st.lists(st.lists(cells, min_size=width, max_size=width), min_size=1, max_size=8)
)


@given(table=tables)
def test_every_well_formed_table_is_read_back_as_it_was_written(table: list[list[str]]) -> None:
    written = io.StringIO()
    csv.writer(written, lineterminator="\n").writerows([["column"] * len(table[0]), *table])
    lines = iter(_lines(written.getvalue()))
    header, taken, _ = header_of(lines, ",")
    read = [row[1] for row in records(lines, ",", len(header), len(taken) + 1) if not isinstance(row, Broken)]
    assert read == [row for row in table if any(row)]


def _lines(text: str) -> list[str]:
    return [line + "\n" for line in text.split("\n")[:-1]]


def test_the_file_is_read_in_blocks(file_of: Callable[..., Path]) -> None:
    path = file_of("名前,メール\n" + "高橋,a@acme.com\n" * 200_000)
    opened = open_file(path)
    assert isinstance(opened, Opened)
    assert sum(1 for _ in lines_of(opened)) == 200_001


@pytest.mark.parametrize("column", [0, 1, 2])
def test_bytes_of_no_encoding_cost_one_row_wherever_they_stand(
    bring: Bring, tmp_path: Path, column: int
) -> None:
    row = [b"Sato", b"b@b.example", b"2026-11-01"]
    row[column] += b"\xd3"
    good = b"".join(b"Ito,i%d@a.example,2026-11-02\n" % n for n in range(500))
    content = "姓,メール,作成日\n".encode() + b",".join(row) + b"\n" + good
    outcome = bring("leads", content, rejects_to=tmp_path / "rejects.csv")
    assert (outcome.created, outcome.rejected) == (500, 1)
    assert "\ufffd" in (tmp_path / "rejects.csv").read_text(encoding="utf-8-sig")


def test_bytes_of_no_encoding_in_the_header_cost_no_row(bring: Bring) -> None:
    outcome = bring("leads", "姓,メール,".encode() + b"\xd3\n" + "佐藤,b@b.example,\n".encode() * 500)
    assert (outcome.created, outcome.rejected) == (1, 0)


def test_the_sum_below_a_report_is_rejected_and_not_imported(bring: Bring) -> None:
    outcome = bring(
        "leads",
        "姓,会社名,メール,備考\n佐藤,甲社,a@a.example,\n"
        "合計 (2件),,,\nTotal:,,,\\1,\n計,計算機株式会社,,\nTotal,,t@total.example,\n",
    )
    assert (outcome.created, outcome.rejected) == (3, 2)


@pytest.mark.parametrize(
    ("row", "is_a_sum"),
    [
        ("小計,展示会,12,", True),
        ("小計：展示会,,12,", True),
        ("展示会 小計,,,\\1", True),
        ("Subtotal,Trade Show,3,", True),
        ("小計,展示会,,", False),
        ("小計,展示会,12,a@a.example", False),
        ("Total,Jean,12,", False),
        ("合計算,太郎,12,", False),
        ("佐藤,甲社,12,", False),
    ],
)
def test_a_subtotal_names_its_group(row: str, is_a_sum: bool) -> None:
    (found,) = records(iter([row + "\n"]), ",", 4, 2)
    assert isinstance(found, Broken) is is_a_sum


def test_a_day_that_says_that_there_is_none_costs_no_row(bring: Bring) -> None:
    outcome = bring("leads", "姓,メール,作成日\n佐藤,a@a.example,9999-12-31\n鈴木,b@b.example,0226-11-20\n")
    assert (outcome.created, outcome.rejected) == (1, 1)
    assert Lead.objects.get().fields["作成日"] == "9999-12-31"
