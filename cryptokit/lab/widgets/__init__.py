"""The few widgets of the course: controls with finite ranges over pure functions.

    view                        what a widget is; pen: the strokes its drawings are made of
    ratchet                     the stepper, from a real run: ratchet_story, _frame, _drawing
    board                       the order board, from the engine: board_frame, _words, _drawing
    share_odds                  the share slider, from exact fractions: share_rows, share_drawing
    host                        puts any of them on a screen, or prints it in words

Everything that a widget can show is shown without one, too: ``view.range_of`` walks it all.
"""

from cryptokit.lab.widgets.host import Host, order_board, ratchet_stepper, share_slider

__all__ = ["Host", "order_board", "ratchet_stepper", "share_slider"]
