"""The database's two logins: an owner that migrates and an application login that owns nothing."""
