"""The fields of one record, made from its LedgerSpec: groups in the order in which a secretary thinks, up
to three columns. It holds values and shows problems; reading and saving is the dialog's.
"""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QVBoxLayout, QWidget

from db.changes import Ref
from db.fields import FieldSpec, Kind
from db.ledger_spec import FormGroup, LedgerSpec
from desktop import theme
from desktop.widgets.basic import Card
from desktop.widgets.editor import Field
from desktop.widgets.editors import Sources, has_own_title, make_editor
from desktop.widgets.layouts import FieldGrid
from desktop.widgets.parts_edit import PartsEditor
from desktop.widgets.parts_table import PartsTableEditor
from desktop.widgets.text_edits import LineEditor

_NARROWEST, _INSIDE = 215, 26  # of a field, and what its frame takes of that


class RecordForm(QWidget):
    """All fields of a form.

    Signals:
        edited: the user changed something.
    """

    edited = Signal()

    def __init__(self, spec: LedgerSpec, sources: Sources, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "clear")
        self.spec = spec
        self.fields: dict[str, Field] = {}
        self._original: dict[str, Any] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(16)
        for group in spec.form:
            self._column.addWidget(self._group(group, sources))
        self._column.addStretch(1)
        self._follow_timed_values()

    # --- values -----------------------------------------------------------------------------------------
    def set_values(self, values: Mapping[str, Any]) -> None:
        """Fills the form and takes this as the state without changes."""
        for key, field in self.fields.items():
            default = self.spec.by_key[key].default
            field.editor.set_value(values.get(key, default) if values else default)
            field.show_problem("")
        self._original = self.values()

    def put_values(self, values: Mapping[str, Any]) -> None:
        """Fills in some fields as if the user had typed them."""
        for key, value in values.items():
            if key in self.fields:
                self.fields[key].editor.set_value(value)
        self.edited.emit()

    def values(self) -> dict[str, Any]:
        """What is entered, by field key."""
        return {key: field.editor.value() for key, field in self.fields.items()}

    def changed_values(self) -> dict[str, Any]:
        """Only what differs from the state the form was filled with."""
        values = self.values()
        changed = {key: value for key, value in values.items() if value != self._original.get(key)}
        for spec in self.spec.extra:
            if spec.timed and spec.key in changed and not values.get(spec.since_key):
                changed.pop(spec.since_key, None)  # an empty day means today, not since ever
        return changed

    @property
    def is_changed(self) -> bool:
        return bool(self.changed_values())

    # --- problems ---------------------------------------------------------------------------------------
    def check(self) -> bool:
        """Shows what cannot be read and what is missing, and goes to the first such field; True where all
        is well.
        """
        problems = {key: field.editor.reading_problem() for key, field in self.fields.items()}
        for key, field in self.fields.items():
            if self.spec.by_key[key].required and field.editor.value() in (None, "", []):
                problems[key] = f"{field.title}不能为空"
        self.show_problems({key: problem for key, problem in problems.items() if problem})
        return not any(problems.values())

    def show_problems(self, problems: Mapping[str, str]) -> list[str]:
        """Shows sentences beside their fields (a dotted key beside its list); returns those without a
        place.
        """
        by_field: dict[str, list[str]] = {}
        homeless = []
        for key, sentence in problems.items():
            name = key if key in self.fields else key.split(".")[0]
            if name in self.fields:
                by_field.setdefault(name, []).append(sentence)
            else:
                homeless.append(sentence)
        for key, field in self.fields.items():
            field.show_problem("；".join(by_field.get(key, ())))
        first = next((key for key in self.fields if key in by_field), None)
        if first is not None:
            self.fields[first].editor.setFocus()
        return homeless

    def show_judgements(self, sentences: list[str]) -> None:
        """Beside each agenda item: how its vote stands."""
        editor = self.fields["agenda"].editor if "agenda" in self.fields else None
        if isinstance(editor, PartsEditor):
            editor.show_verdicts(sentences)

    def show_worked(self, computed: Mapping[str, Any]) -> None:
        """Beside each line of a table: what the books work out for it."""
        for key, field in self.fields.items():
            if isinstance(field.editor, PartsTableEditor) and key in computed:
                field.editor.show_worked(computed[key])

    def offer_completion(self, complete: Callable[[str], None]) -> None:
        """A button under each list that the roster can complete."""
        for part in self.spec.parts:
            editor = self.fields[part.key].editor
            if isinstance(editor, PartsTableEditor) and part.identity:
                editor.offer("按当日名册补齐", partial(complete, part.key), "名单里还没有的人加在后面")

    def focus_first(self) -> None:
        """Puts the cursor into the first field."""
        next(iter(self.fields.values())).editor.setFocus()

    # --- building ---------------------------------------------------------------------------------------
    def _group(self, group: FormGroup, sources: Sources) -> Card:
        card = Card(group.title)
        grid = FieldGrid(round(_NARROWEST * theme.current().scale))
        specs = [self.spec.by_key[key] for key in group.keys if key in self.spec.by_key]
        for spec in specs:
            if spec.kind is Kind.COMPUTED:
                continue
            field = self._field(spec, sources, only=len(specs) == 1)
            grid.add(field, wide=field.editor.is_wide)
            self.fields[spec.key] = field
        card.add(grid)
        return card

    def _field(self, spec: FieldSpec, sources: Sources, *, only: bool) -> Field:
        editor = make_editor(spec, sources)
        is_titled = not has_own_title(spec) and not (only and spec.kind is Kind.PARTS)
        hint = spec.hint
        if isinstance(editor, LineEditor):
            hint = _hint_below(editor, spec.hint)
        field = Field(spec.title, editor, required=spec.required, hint=hint, is_titled=is_titled)
        if only and spec.kind is Kind.PARTS:
            field.label.hide()
        editor.edited.connect(self.edited)
        return field

    def _follow_timed_values(self) -> None:
        """Another value of a field with a history needs another day: the old one would rewrite the past."""
        for spec in self.spec.extra:
            if spec.timed and spec.key in self.fields and spec.since_key in self.fields:
                field = self.fields[spec.key]
                field.editor.edited.connect(
                    lambda key=spec.key, since=spec.since_key: self._ask_since(key, since)
                )

    def _ask_since(self, key: str, since: str) -> None:
        field = self.fields[since]
        has_changed = self.fields[key].editor.value() != self._original.get(key)
        if has_changed and field.editor.value() and field.editor.value() == self._original.get(since):
            field.editor.set_value(None)
        field.hint.setText(
            "请填从哪天起，不填按今天" if has_changed and self._original.get(key) else "自何日起"
        )
        field.hint.show()


def _hint_below(editor: LineEditor, hint: str) -> str:
    """A hint that has no room inside its line stands under it, whole; the others stand inside."""
    room = round(_NARROWEST * theme.current().scale) - _INSIDE
    if editor.is_wide or QFontMetrics(theme.font("body")).horizontalAdvance(hint) <= room:
        return ""
    editor.line.setPlaceholderText("")
    return hint


def with_refs(value: Any) -> Any:
    """A draft as it was typed: {"uid", "name"} read back as Ref."""
    if isinstance(value, dict):
        if set(value) == {"uid", "name"}:
            return Ref(str(value["uid"]), str(value["name"]))
        return {key: with_refs(each) for key, each in value.items()}
    return [with_refs(each) for each in value] if isinstance(value, list) else value
