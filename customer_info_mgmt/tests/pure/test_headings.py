from ...tools.headings import fold_heading


def test_what_is_the_same_heading():
    """J10: case, signs, width and remarks in brackets make no difference."""
    same = (
        "Customer Name",
        "customer_name",
        " CUSTOMER-NAME* ",
        "Ｃustomer name（必填）",
    )
    assert {fold_heading(text) for text in same} == {"customername"}


def test_a_heading_in_brackets_is_kept():
    """J10: a heading that is all remark is still a heading."""
    assert fold_heading("(电话)") == "电话"
    assert fold_heading("[Phone]") == "phone"


def test_nothing_is_nothing():
    """J10: an empty cell in the first row has no heading."""
    assert fold_heading(None) == fold_heading("  ** ") == ""
