"""Figures that leave the screen: workbooks, pages, the digest, the value report."""
