"""What does not fit together in one customer file."""

# Codes of what can contradict what: phone and country, province and country, postal
# code and province, person or company and name, one name written in two ways.
CONTRADICTIONS = ("phone_country", "state_country", "zip_state", "kind", "name")

# The first two digits of a Chinese postal code, and the code of its province.
CHINESE_ZIP_PROVINCES = {
    "10": "BJ", "20": "SH", "30": "TJ", "40": "CQ",
    "01": "NM", "02": "NM", "03": "SX", "04": "SX", "05": "HE", "06": "HE", "07": "HE",
    "11": "LN", "12": "LN", "13": "JL", "15": "HL", "16": "HL",
    "21": "JS", "22": "JS", "23": "AH", "24": "AH", "25": "SD", "26": "SD", "27": "SD",
    "31": "ZJ", "32": "ZJ", "33": "JX", "34": "JX", "35": "FJ", "36": "FJ",
    "41": "HN", "42": "HN", "43": "HB", "44": "HB", "45": "HA", "46": "HA", "47": "HA",
    "51": "GD", "52": "GD", "53": "GX", "54": "GX", "55": "GZ", "56": "GZ", "57": "HI",
    "61": "SC", "62": "SC", "63": "SC", "64": "SC", "65": "YN", "66": "YN", "67": "YN",
    "71": "SN", "72": "SN", "73": "GS", "74": "GS", "75": "NX", "81": "QH",
    "83": "XJ", "84": "XJ", "85": "XZ", "86": "XZ",
}  # fmt: skip

# Endings that no person bears, as a regular expression of PostgreSQL. Fewer than the
# legal forms in ``names``: "AB" or "Co" may well end somebody's name.
COMPANY_ENDING = (
    r"(公司|集团|合伙企业|株式会社|有限会社|合作社|事务所)(（[^（）]*）)?$"
    r"|\m(ltd|limited|inc|incorporated|llc|gmbh|corp|corporation|plc|s\.?a\.?r\.?l"
    r"|s\.?r\.?l|b\.?v|pty|bhd|oyj?|a\.?/?s)\.?$"
)
