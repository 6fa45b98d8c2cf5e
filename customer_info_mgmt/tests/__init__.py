from .file import test_profile_link
