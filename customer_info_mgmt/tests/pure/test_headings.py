import unittest

from ...tools.headings import fold_heading


class TestHeadings(unittest.TestCase):
    def test_what_is_the_same_heading(self):
        """J10: case, signs, width and remarks in brackets make no difference."""
        same = (
            "Customer Name",
            "customer_name",
            " CUSTOMER-NAME* ",
            "Ｃustomer name（必填）",
        )
        self.assertEqual({fold_heading(text) for text in same}, {"customername"})

    def test_a_heading_in_brackets_is_kept(self):
        """J10: a heading that is all remark is still a heading."""
        self.assertEqual(fold_heading("(电话)"), "电话")
        self.assertEqual(fold_heading("[Phone]"), "phone")

    def test_nothing_is_nothing(self):
        """J10: an empty cell in the first row has no heading."""
        self.assertEqual(fold_heading(None), "")
        self.assertEqual(fold_heading("  ** "), "")
