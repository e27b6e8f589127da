from tests.ui.test_by_keyboard_alone import *
from tests.ui.test_by_keyboard_alone import _open_with_declaration
from PySide6.QtWidgets import QApplication
def test_a_case_an_interview_and_an_alert_without_a_mouse(hands, program, world, tmp_path) -> None:
    _open_with_declaration(hands)
    def go():
        d=QApplication.activeModalWidget()
        print('modal', d, 'active', QApplication.activeWindow(), 'focus', hands.focus(), hands.name())
        hands.type("A1 ")
        print('focus', hands.focus(), d.search.text(), len(d._shown))
        hands.press(KEYS.Key_Return, wait=False)
        print('visible', d.isVisible(), d.result(), d.chosen)
        d.reject()
    with hands.dialog(go):
        hands.press(KEYS.Key_K, CTRL)
    print(hands.focus(), hands.name())
